package org.letterlock.server.log;

import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.letterlock.tls.TlsFacts;

/** The line of {@link TlsLogFormat#JSON}. Its keys stay what they are; new ones may come. docs/logs.md lists them. */
final class JsonLine {
    private JsonLine() {}

    static String of(TlsEvent event) {
        var what = event.what();
        var json = new JsonObject()
                .put("time", event.at().truncatedTo(ChronoUnit.MILLIS).toString())
                .put("event", what instanceof TlsEvent.LogIn ? "tls-log-in" : "tls-handshake")
                .put("result", result(what))
                .put("listener", event.listener())
                .put("remote", event.remote());
        if (event.remotePort() != 0) json.put("remote-port", event.remotePort());
        json.put("local-port", event.localPort());
        if (what instanceof TlsEvent.Done done) {
            facts(json, done.facts());
            json.put("duration-ms", done.took().toMillis());
        } else if (what instanceof TlsEvent.Failed failed) {
            json.put("cause", failed.why().cause());
            failed.why()
                    .alert()
                    .ifPresent(alert -> json.put("alert", alert.name())
                            .put("alert-code", alert.code())
                            .put("alert-from", alert.received() ? "peer" : "us"));
            json.put("sni", failed.why().serverName())
                    .put("duration-ms", failed.took().toMillis());
            if (failed.unsaid() > 0) json.put("unsaid", failed.unsaid());
        } else if (what instanceof TlsEvent.LogIn logIn) {
            json.put("account", logIn.account()).put("helo", logIn.helo()).put("unmet", logIn.unmet());
            facts(json, logIn.facts());
        }
        return json.toString();
    }

    private static String result(TlsEvent.What what) {
        if (what instanceof TlsEvent.Failed) return "failed";
        return what instanceof TlsEvent.LogIn logIn && logIn.unmet().isPresent() ? "refused" : "done";
    }

    private static void facts(JsonObject json, TlsFacts facts) {
        json.put("protocol", facts.protocol())
                .put("cipher", facts.cipher())
                .put("cipher-iana", facts.cipherIana())
                .put("cipher-bits", facts.cipherBits())
                .put("group", facts.group());
        int bits = facts.groupBits();
        if (bits > 0) json.put("group-bits", bits);
        facts.decision()
                .certificate()
                .map(ShownKey::new)
                .ifPresent(key -> json.put("key", key.type())
                        .put("key-bits", key.bits())
                        .put("certificate", key.subject())
                        .put("certificate-sha256", key.fingerprint()));
        json.put("resumed", facts.resumed())
                .put("sni", facts.serverName())
                .put("alpn", facts.alpn())
                .put("peer", facts.peer().verdict().text())
                .put("peer-subject", facts.peer().subject())
                .put("policy", Optional.of(facts.decision().policy()).filter(p -> !p.isEmpty()))
                .put("rule", facts.decision().rule());
    }
}
