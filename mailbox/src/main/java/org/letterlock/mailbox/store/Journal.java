package org.letterlock.mailbox.store;

/**
 * Where a change goes between its writer's locks and its readers. It gives all changes one order, which is the order of
 * their {@link #submit}, and it settles them in that order.
 */
interface Journal {
    /** Keeps nothing: a change may be seen as soon as it has its place. */
    Journal NONE = change -> true;

    /**
     * Puts a change behind all before it; the writer holds the locks of its parts. True when it is as durable as it gets;
     * otherwise {@link Change#durable} or {@link Change#failed} follows, on a thread that holds no lock of the engine.
     *
     * @throws org.letterlock.mailbox.StoreException when no change can be taken now, with a reason for the client
     */
    boolean submit(Change change);

    /** Whether this thread may wait for a change: not the one that tells that changes are durable. */
    default boolean mayWait() {
        return true;
    }
}
