/** SMTP played in memory; begin with {@link org.letterlock.smtp.net.SmtpStage}. */
@NullMarked
package org.letterlock.smtp.net;

import org.jspecify.annotations.NullMarked;
