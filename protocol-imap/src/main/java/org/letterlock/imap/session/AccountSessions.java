package org.letterlock.imap.session;

import java.util.concurrent.ConcurrentHashMap;

/** How many sessions each account has, so that none has too many. Thread-safe. */
public final class AccountSessions {
    private final int most;
    private final ConcurrentHashMap<String, Integer> open = new ConcurrentHashMap<>();

    public AccountSessions(int most) {
        this.most = most;
    }

    /** Counts one more; false when there are as many as may be. */
    boolean enter(String account) {
        boolean[] taken = {false};
        open.compute(account, (a, n) -> {
            int now = n == null ? 0 : n;
            taken[0] = now < most;
            return taken[0] ? Integer.valueOf(now + 1) : n;
        });
        return taken[0];
    }

    void leave(String account) {
        open.computeIfPresent(account, (a, n) -> n == 1 ? null : n - 1);
    }
}
