package org.letterlock.server.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.letterlock.server.log.JsonObject;
import org.letterlock.smtp.client.Delivery;
import org.letterlock.smtp.client.Outcome;
import org.letterlock.smtp.client.Protection;
import org.letterlock.smtp.client.reply.ServerReply;

/** What came of {@code letterlock send}, for people and for programs. */
final class SendResult {
    private SendResult() {}

    static void print(Delivery delivery, PrintWriter out) {
        var protection = delivery.protection();
        out.println(protection.facts().map(SendTrace::agreed).orElse("tls=none") + " level="
                + protection.reached().text());
        protection.failure().ifPresent(f -> {
            out.println("no TLS: " + f.kind().text() + ": " + f.text());
            out.println("  " + advice(f.kind()));
        });
        for (var outcome : delivery.outcomes())
            out.println(outcome.recipient().path() + " " + word(outcome) + " "
                    + outcome.reply().map(r -> "").orElse(outcome.status() + " ") + outcome.text());
    }

    /** One line; {@code certificate} is what a TLSA record 3 0 1 would say. */
    static JsonObject json(Delivery delivery) {
        var protection = delivery.protection();
        var facts = protection.facts();
        return new JsonObject()
                .put("via", delivery.hop().toString())
                .put("delivered", delivery.delivered())
                .put("level", protection.reached().text())
                .put("tls", facts.map(f -> f.protocol()))
                .put("cipher", facts.map(f -> f.cipher()))
                .put("group", facts.map(f -> f.group()))
                .put("peer", facts.map(f -> f.peer().verdict().text()))
                .put("certificate", facts.flatMap(f -> f.peer().fingerprint()))
                .put("tls-failure", protection.failure().map(f -> f.kind().text()))
                .put("tls-failure-text", protection.failure().map(Protection.Failure::text))
                .putAll(
                        "recipients",
                        delivery.outcomes().stream().map(SendResult::recipient).toList());
    }

    private static JsonObject recipient(Outcome outcome) {
        var object = new JsonObject()
                .put("to", outcome.recipient().path().mailbox().toString())
                .put("outcome", word(outcome))
                .put("phase", outcome.phase().name().toLowerCase(Locale.ROOT))
                .put("status", outcome.status().toString());
        outcome.reply().map(ServerReply::code).ifPresent(code -> object.put("code", code));
        return object.put("text", outcome.text());
    }

    private static String word(Outcome outcome) {
        return outcome.result().name().toLowerCase(Locale.ROOT);
    }

    /** What somebody can do about it. */
    private static String advice(Protection.Kind kind) {
        return switch (kind) {
            case STARTTLS_NOT_SUPPORTED ->
                "the server offers no TLS here: is it the right port, or one for --implicit-tls? level may sends without";
            case CERTIFICATE_HOST_MISMATCH ->
                "its certificate is for other names: --via the name it has, or --level secure --name NAME";
            case CERTIFICATE_EXPIRED ->
                "its certificate is out of its time: who runs it has to renew it; is this clock right?";
            case CERTIFICATE_NOT_TRUSTED ->
                "nobody known vouches for it: --ca FILE names an authority; level encrypt asks for none";
            case TLSA_INVALID ->
                "the certificate and the TLSA records differ: who runs it changed one and not the other";
            case VALIDATION_FAILURE -> "the handshake did not come to its end: --trace shows how far it came";
        };
    }
}
