/**
 * The client's dialogue: begin with {@link org.letterlock.smtp.client.session.ClientSession}, which comes to where mail can be said, and
 * {@link org.letterlock.smtp.client.session.Transfer}, which says one. Of the wire it knows only what {@link
 * org.letterlock.smtp.client.session.ClientWire} says.
 */
@NullMarked
package org.letterlock.smtp.client.session;

import org.jspecify.annotations.NullMarked;
