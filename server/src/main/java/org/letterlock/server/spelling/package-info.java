/** Words of messages to people: what somebody meant who wrote one that does not exist, and how many of a thing there are. */
@NullMarked
package org.letterlock.server.spelling;

import org.jspecify.annotations.NullMarked;
