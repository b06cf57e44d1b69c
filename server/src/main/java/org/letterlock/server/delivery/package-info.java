/**
 * What becomes of mail that SMTP brings: whose it is ({@link org.letterlock.server.delivery.AddressBook}), and how it gets
 * into the mailboxes ({@link org.letterlock.server.delivery.LocalDelivery}). Mail for other domains is handed to
 * {@link org.letterlock.server.delivery.Outbound}, if who sends it has logged in. Knows no wire and no password.
 */
@NullMarked
package org.letterlock.server.delivery;

import org.jspecify.annotations.NullMarked;
