package org.letterlock.server.log;

import org.letterlock.tls.TlsFacts;

/**
 * The line of {@link TlsLogFormat#POSTFIX}. A connection is {@code established} also where a session went on: who counts lines counts
 * handshakes. What Postfix does not write stands at the end, so that no field moves.
 */
final class PostfixLine {
    private PostfixLine() {}

    static String of(TlsEvent event) {
        var from = "unknown[" + event.remote() + "]";
        if (event.what() instanceof TlsEvent.Done done) {
            var facts = done.facts();
            var line = new StringBuilder(peer(facts))
                    .append(" TLS connection established from ")
                    .append(from);
            line.append(": ").append(agreed(facts));
            line.append(" key-exchange ").append(facts.group());
            facts.decision()
                    .certificate()
                    .map(ShownKey::new)
                    .ifPresent(key -> line.append(" server-signature ")
                            .append(key.type())
                            .append(" (")
                            .append(key.bits())
                            .append(" bits)"));
            if (facts.resumed()) line.append(" resumed");
            facts.peer()
                    .subject()
                    .ifPresent(s -> line.append(" peer-subject=\"")
                            .append(Visible.of(s))
                            .append('"'));
            facts.peer().reason().ifPresent(r -> line.append(" peer-verdict=").append(r));
            facts.serverName().ifPresent(name -> line.append(" sni=").append(Visible.word(name)));
            facts.alpn().ifPresent(name -> line.append(" alpn=").append(Visible.word(name)));
            line.append(" policy=").append(facts.decision().policy());
            facts.decision().rule().ifPresent(rule -> line.append(" rule=").append(Visible.word(rule)));
            return line.append(" ms=").append(done.took().toMillis()).toString();
        }
        if (event.what() instanceof TlsEvent.Failed failed) {
            var line = new StringBuilder("SSL_accept error from ").append(from);
            line.append(": ").append(Visible.of(failed.why().cause()));
            failed.why()
                    .alert()
                    .ifPresent(alert -> line.append(", alert ")
                            .append(alert.name())
                            .append(alert.received() ? " received" : " sent"));
            failed.why().serverName().ifPresent(name -> line.append(", sni=").append(Visible.word(name)));
            line.append(", ms=").append(failed.took().toMillis());
            return failed.unsaid() == 0 ? line.toString() : line + " (" + failed.unsaid() + " more not written)";
        }
        var logIn = (TlsEvent.LogIn) event.what();
        return "client=" + from + ", sasl_username=" + Visible.word(logIn.account())
                + logIn.helo().map(h -> ", helo=<" + Visible.word(h) + ">").orElse("")
                + ", tls=" + agreed(logIn.facts())
                + logIn.unmet().map(u -> ", refused: " + u).orElse("");
    }

    private static String agreed(TlsFacts facts) {
        return facts.protocol() + " with cipher " + facts.cipher() + " (" + facts.cipherBits() + "/"
                + facts.cipherBits() + " bits)";
    }

    private static String peer(TlsFacts facts) {
        if (!facts.peer().presented()) return "Anonymous";
        return facts.peer().verified() ? "Trusted" : "Untrusted";
    }
}
