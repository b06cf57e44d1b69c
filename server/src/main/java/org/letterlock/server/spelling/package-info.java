/** What somebody meant who wrote a word that does not exist: for the messages of {@code config} and {@code rule}. */
@NullMarked
package org.letterlock.server.spelling;

import org.jspecify.annotations.NullMarked;
