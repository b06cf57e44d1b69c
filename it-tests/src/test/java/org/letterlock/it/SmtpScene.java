package org.letterlock.it;

import java.util.ArrayList;
import java.util.List;
import org.letterlock.Listener;

/** Stages the givens of the SMTP transcripts: see {@code SmtpStage} in protocol-smtp. */
final class SmtpScene extends Scene {
    static final String ONLY_IN_MEMORY =
            ".*\\b(small limits|held greeting|no TLS|credentials cannot be checked|the (store|mailbox|disk) is \\w+)\\b.*|mx;.*newlines normalised.*";

    SmtpScene() {
        super(Listener.MX);
    }

    @Override
    public List<String> given(String text) {
        var steps = new ArrayList<String>();
        for (var part : text.split(";")) given(part.strip(), steps);
        return steps;
    }

    private void given(String what, List<String> steps) {
        switch (what) {
            case "mx" -> listener = Listener.MX;
            case "msa" -> listener = Listener.SUBMISSION;
            case "implicit TLS" -> listener = Listener.SUBMISSIONS;
            case "from loopback" -> {} // where else
            case "greeted" -> {
                steps.add("S: 220 mail.example.test ESMTP Letterlock");
                ehlo(steps);
            }
            case "over TLS" -> {
                given("greeted", steps);
                if (listener.implicitTls()) return;
                steps.addAll(List.of("C: STARTTLS", "S: 220 2.0.0 Ready to start TLS", "TLS"));
                ehlo(steps);
            }
            case "ann logged in" -> {
                given("over TLS", steps);
                steps.addAll(List.of("C: AUTH PLAIN AGFubgBzZWNyZXQ=", "S: 235 2.7.0 Authentication successful"));
            }
            case "mail from ann" -> {
                if (steps.isEmpty()) given("greeted", steps);
                steps.addAll(List.of("C: MAIL FROM:<ann@example.test>", "S: 250 2.1.0 Sender ok"));
            }
            case "mail to bob" -> {
                given("mail from ann", steps);
                steps.addAll(List.of("C: RCPT TO:<bob@example.test>", "S: 250 2.1.5 Recipient ok"));
            }
            default -> throw new IllegalArgumentException("given " + what + "?");
        }
    }

    private static void ehlo(List<String> steps) {
        steps.addAll(List.of("C: EHLO client.example", "S: …*", "S: 250 LIMITS …"));
    }
}
