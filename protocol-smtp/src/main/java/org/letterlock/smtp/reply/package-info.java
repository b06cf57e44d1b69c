/** What is said back: each reply once, code and enhanced status code together. RFC 5321, 4.2; RFC 3463. */
@NullMarked
package org.letterlock.smtp.reply;

import org.jspecify.annotations.NullMarked;
