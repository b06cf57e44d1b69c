/**
 * A mail server inside your program.
 */
@NullMarked
package org.letterlock;

import org.jspecify.annotations.NullMarked;
