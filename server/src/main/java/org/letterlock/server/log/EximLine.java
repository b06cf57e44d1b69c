package org.letterlock.server.log;

import org.letterlock.tls.TlsFacts;

/** The line of {@link TlsLogFormat#EXIM}. Exim has these items on the line of a message; here they are on that of the connection. */
final class EximLine {
    private EximLine() {}

    static String of(TlsEvent event) {
        var host = "[" + event.remote() + "]" + (event.remotePort() == 0 ? "" : ":" + event.remotePort());
        if (event.what() instanceof TlsEvent.Done done)
            return "TLS session H=" + host + " P=" + event.listener() + items(done.facts()) + " RT="
                    + done.took().toMillis() + "ms";
        if (event.what() instanceof TlsEvent.Failed failed) {
            return "TLS error on connection from " + host + " ("
                    + Visible.of(failed.why().cause()) + ")"
                    + failed.why()
                            .alert()
                            .map(a -> ": alert " + a.name() + (a.received() ? " received" : " sent"))
                            .orElse("")
                    + failed.why()
                            .serverName()
                            .map(n -> " SNI=" + Visible.word(n))
                            .orElse("")
                    + (failed.unsaid() == 0 ? "" : " (" + failed.unsaid() + " more not written)");
        }
        var logIn = (TlsEvent.LogIn) event.what();
        return "TLS log-in H="
                + logIn.helo().map(h -> "(" + Visible.word(h) + ") ").orElse("") + host + " P="
                + event.listener() + items(logIn.facts()) + " A=login:" + Visible.word(logIn.account())
                + logIn.unmet().map(u -> " refused: " + u).orElse("");
    }

    /** {@code X=TLS1.3:TLS_AES_256_GCM_SHA384:256 CV=no DN="…" SNI=…}, as Exim's specification lists them in its chapter on log files. */
    private static String items(TlsFacts facts) {
        return " X=" + facts.protocol().replace("TLSv1", "TLS1") + ":" + facts.cipher() + ":" + facts.cipherBits()
                + " CV=" + (facts.peer().verified() ? "yes" : "no")
                + facts.peer()
                        .subject()
                        .map(s -> " DN=\"" + Visible.of(s) + "\"")
                        .orElse("")
                + facts.serverName().map(n -> " SNI=" + Visible.word(n)).orElse("")
                + (facts.resumed() ? " RESUMED" : "");
    }
}
