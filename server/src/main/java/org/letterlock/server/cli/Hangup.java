package org.letterlock.server.cli;

import org.jspecify.annotations.Nullable;

/** SIGHUP, from the start of the program on: one that comes before there is something to do for it is remembered. */
final class Hangup {
    private @Nullable Runnable toDo;
    private boolean came;

    /** Takes the signal from the system, where there is one; else it would end the process. */
    static Hangup listen() {
        var hangup = new Hangup();
        try {
            sun.misc.Signal.handle(new sun.misc.Signal("HUP"), signal -> hangup.came());
        } catch (IllegalArgumentException e) {
            // this system has no such signal
        }
        return hangup;
    }

    synchronized void came() {
        if (toDo == null) came = true;
        else toDo.run();
    }

    /** From now on {@code what} is done for it, at once if it came before. */
    synchronized void does(Runnable what) {
        toDo = what;
        if (came) what.run();
    }
}
