package org.letterlock.mailbox.disk;

/**
 * The files of a log at one time. As long as somebody holds this, each can be read, even when it was {@linkplain
 * SegmentLog#retire retired} since.
 */
public final class OpenFiles {
    OpenFiles() {}
}
