package org.letterlock.mailbox.store;

/**
 * Where a mailbox's state lies on the disk.
 *
 * @param index the file
 * @param offset of its piece
 * @param length of the piece's octets
 */
record Place(IndexFile index, long offset, int length) {
    @Override
    public String toString() {
        return index.name() + " at " + offset;
    }
}
