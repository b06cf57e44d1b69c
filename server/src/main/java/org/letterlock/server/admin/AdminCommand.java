package org.letterlock.server.admin;

/** One thing that can be asked of a running server. Thread-safe. */
@FunctionalInterface
public interface AdminCommand {
    /**
     * Does it, and writes what there is to say as it goes. Runs on a thread of its own and may block.
     *
     * @throws AdminRefusal when it cannot be done, with a text for the operator
     */
    void run(AdminRequest request, AdminAnswer answer) throws AdminRefusal;
}
