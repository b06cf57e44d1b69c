package org.letterlock.server;

import java.util.concurrent.CompletionStage;
import org.letterlock.protocol.Printable;
import org.letterlock.protocol.sasl.Authenticator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes who logs in and who does not: the name, from where, by what; never a password. */
final class LoggedAuthenticator implements Authenticator {
    private static final Logger LOG = LoggerFactory.getLogger("org.letterlock.login");
    private final Authenticator behind;

    LoggedAuthenticator(Authenticator behind) {
        this.behind = behind;
    }

    @Override
    public CompletionStage<Verdict> verifyPassword(String user, byte[] password, Origin origin) {
        return noted(user, "password", origin, behind.verifyPassword(user, password, origin));
    }

    @Override
    public CompletionStage<ScramKeys> scramKeys(String user, Origin origin) {
        return behind.scramKeys(user, origin);
    }

    @Override
    public CompletionStage<Verdict> scramFinished(String user, boolean proven, Origin origin) {
        return noted(user, "scram", origin, behind.scramFinished(user, proven, origin));
    }

    @Override
    public boolean sameAccount(String account, String authzid) {
        return behind.sameAccount(account, authzid);
    }

    @Override
    public Verdict certified(String account, String authzid, Origin origin) {
        return noted(authzid, "certificate of " + account, origin, behind.certified(account, authzid, origin));
    }

    private static CompletionStage<Verdict> noted(
            String user, String how, Origin origin, CompletionStage<Verdict> answer) {
        return answer.thenApply(verdict -> noted(user, how, origin, verdict));
    }

    private static Verdict noted(String user, String how, Origin origin, Verdict verdict) {
        var from = origin.remote().getHostAddress();
        if (verdict instanceof Verdict.Granted granted)
            LOG.debug("{} log-in of {} from {} by {}", origin.protocol(), granted.account(), from, how);
        else if (LOG.isInfoEnabled())
            LOG.info("{} log-in refused from {} by {}: {}", origin.protocol(), from, how, Printable.of(user));
        return verdict;
    }
}
