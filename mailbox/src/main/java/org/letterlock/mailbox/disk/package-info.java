/**
 * What a durable store writes and how it finds it again: a directory as an interface, one append-only log in segments,
 * and message bodies beside it. Begin with {@link org.letterlock.mailbox.disk.SegmentLog}: whoever submits is told when
 * the disk has it; whatever was told is there after any crash, and what was not is there whole or not at all. Nothing
 * here knows a mailbox, a flag or a UID: the operations of a commit are octets.
 */
@NullMarked
package org.letterlock.mailbox.disk;

import org.jspecify.annotations.NullMarked;
