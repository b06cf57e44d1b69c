package org.letterlock.mailbox.store;

/**
 * Something in a store's files that cannot be believed.
 *
 * @param file of the store's directory
 * @param offset of the first octet concerned
 * @param length in octets
 * @param what is wrong, and what that means
 */
public record Finding(String file, long offset, long length, String what) {
    @Override
    public String toString() {
        return file + " at " + offset + ", " + length + " octets: " + what;
    }
}
