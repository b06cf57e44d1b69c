/**
 * How the commands of an operator reach a running server: a Unix domain socket that only its owner can open, and on it a line of
 * JSON for what is asked and some for the answer. Begin with {@link org.letterlock.server.admin.AdminCommands}: whoever has
 * something to offer adds it there under a name; {@link org.letterlock.server.admin.AdminClient} asks for it. Knows no queue, no
 * store and no protocol of mail. The reasons: docs/decisions/0719.
 */
@NullMarked
package org.letterlock.server.admin;

import org.jspecify.annotations.NullMarked;
