package org.letterlock.mailbox.store;

/** What one account's messages take up, and how much they may. Thread-safe; a leaf under all other locks. */
final class Quota {
    private final StoreSettings settings;
    private long messages;
    private long octets;

    Quota(StoreSettings settings) {
        this.settings = settings;
    }

    /** Takes room for that many, or none. */
    synchronized boolean reserve(long moreMessages, long moreOctets) {
        if (moreMessages > settings.maxAccountMessages() - messages) return false;
        if (moreOctets > settings.maxAccountBytes() - octets) return false;
        messages += moreMessages;
        octets += moreOctets;
        return true;
    }

    synchronized void release(long fewerMessages, long fewerOctets) {
        messages -= fewerMessages;
        octets -= fewerOctets;
    }
}
