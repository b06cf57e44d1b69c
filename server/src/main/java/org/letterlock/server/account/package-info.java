/**
 * Who has an account and how they prove it. Begin with {@link org.letterlock.server.account.Accounts} (who there is) and
 * {@link org.letterlock.server.account.AccountAuthenticator} (the question every protocol asks). Knows password files in
 * Dovecot's format and the hashes in them; knows no protocol, no network and no mailbox.
 */
@NullMarked
package org.letterlock.server.account;

import org.jspecify.annotations.NullMarked;
