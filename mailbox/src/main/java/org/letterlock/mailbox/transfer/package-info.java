/**
 * Maildir and mbox, in and out of a {@link org.letterlock.mailbox.MailStore}, through its public interface only. Begin with
 * {@link org.letterlock.mailbox.transfer.MaildirImport} and {@link org.letterlock.mailbox.transfer.MaildirExport}.
 *
 * <p>A message goes through small steps ({@code Octets}) in pieces, so a large one takes no more memory than a small one:
 * the lines of a file end in LF, those of the store in CRLF; an mbox also has its From_ lines, its quoting and fields of its
 * own. Nothing else of a message is changed. Names of mailboxes and files are somebody else's words: a name is decoded or
 * refused, no symbolic link is followed, no file replaced. What cannot be kept is counted in a {@link
 * org.letterlock.mailbox.transfer.TransferReport}.
 */
@NullMarked
package org.letterlock.mailbox.transfer;

import org.jspecify.annotations.NullMarked;
