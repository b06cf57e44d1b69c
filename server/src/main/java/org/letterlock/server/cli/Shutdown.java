package org.letterlock.server.cli;

import java.util.concurrent.CountDownLatch;

/**
 * What happens when the process is told to end (Ctrl-C, SIGTERM): the server closes, and the process ends with 0, since to be
 * asked to stop is no failure. Prepared before anybody is told that the server is ready.
 */
final class Shutdown {
    private final Thread hook;

    /** @param close says goodbye to everyone and returns within seconds */
    private Shutdown(Runnable close) {
        hook = new Thread(() -> stop(close), "letterlock-shutdown");
    }

    static Shutdown prepare(Runnable close) {
        var shutdown = new Shutdown(close);
        Runtime.getRuntime().addShutdownHook(shutdown.hook);
        return shutdown;
    }

    private static void stop(Runnable close) {
        int code = ExitCode.OK;
        try {
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
