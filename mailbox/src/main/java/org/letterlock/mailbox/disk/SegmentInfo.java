package org.letterlock.mailbox.disk;

/**
 * One file of the log, or of bodies, as it stands now.
 *
 * @param name of the file
 * @param bodies whether it holds large bodies instead of the log
 * @param number of the file among its kind; handles name it, see {@link Handle}
 * @param size octets in use
 * @param firstLsn of the log's records in it; of a body file the LSN that was next when it was begun, or 0
 * @param lastLsn of the log's records in it; of a body file one that is not below that of any commit made before the
 *     last body was put here
 * @param active whether it may still be written
 */
public record SegmentInfo(
        String name, boolean bodies, int number, long size, long firstLsn, long lastLsn, boolean active) {}
