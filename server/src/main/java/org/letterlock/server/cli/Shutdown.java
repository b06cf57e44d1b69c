package org.letterlock.server.cli;

import java.util.concurrent.CountDownLatch;
import java.util.function.IntSupplier;

/**
 * What happens when the process is told to end (Ctrl-C, SIGTERM): the server closes, and the process ends with 0, since to be
 * asked to stop is no failure. Prepared before anybody is told that the server is ready.
 */
final class Shutdown {
    private final Thread hook;

    private Shutdown(IntSupplier connections, Runnable close) {
        hook = new Thread(() -> stop(connections, close), "letterlock-shutdown");
    }

    /**
     * @param connections how many there are; said before they are closed
     * @param close says goodbye to everyone and returns within seconds
     */
    static Shutdown prepare(IntSupplier connections, Runnable close) {
        var shutdown = new Shutdown(connections, close);
        Runtime.getRuntime().addShutdownHook(shutdown.hook);
        return shutdown;
    }

    private static void stop(IntSupplier connections, Runnable close) {
        int code = ExitCode.OK;
        try {
            int open = connections.getAsInt();
            System.out.println("stopping: " + open + (open == 1 ? " connection" : " connections"));
            System.out.flush();
            close.run();
        } catch (RuntimeException | Error e) {
            System.err.println("letterlock: did not stop cleanly: " + e);
            code = ExitCode.FINDINGS;
        }
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(code); // else the JVM ends with 128 and the signal's number
    }

    /** The server will not run: the process ends as any other. */
    void forget() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // somebody asked in this moment; the hook does what there is to do
        }
    }

    /** Waits for that; never returns. */
    void await() throws InterruptedException {
        new CountDownLatch(1).await();
    }
}
