package org.letterlock.server.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Keeps a server running until the process is told to end (Ctrl-C, SIGTERM), then closes it and ends with 0: to be asked
 * to stop is no failure.
 */
final class Shutdown {
    private Shutdown() {}

    /** Never returns by itself. {@code close} says goodbye to everyone and returns within seconds. */
    static void whenAsked(Runnable close) throws InterruptedException {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
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
                        },
                        "letterlock-shutdown"));
        new CountDownLatch(1).await();
    }
}
