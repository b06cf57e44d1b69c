/**
 * The engine behind a {@link org.letterlock.mailbox.MailStore}: what mailboxes are, bodies wherever the store keeps
 * them. Begin with {@link org.letterlock.mailbox.store.MemoryStore}, then {@code Commit}: the one place where a change
 * goes from locks to log to readers to watchers.
 *
 * <p>States are values. A {@code MailboxState} (messages, counters, history, name) and an account's {@code Names} never
 * change; a change makes the next one, sharing nearly everything with the one before. Readers take the committed value
 * and need no lock, and a view is simply a state that somebody keeps. Writers hold the lock of each part they change:
 * accounts first, in the order of their ids, then mailboxes in the order of theirs. No watcher is called, and nothing
 * of a client is waited for, under a lock.
 */
@NullMarked
package org.letterlock.mailbox.store;

import org.jspecify.annotations.NullMarked;
