package org.letterlock.it;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.letterlock.Listener;
import org.letterlock.mailbox.InternalDate;

/** Stages the givens of the POP3 transcripts: see {@code Pop3Stage} in protocol-pop3. */
final class Pop3Scene extends Scene {
    static final String ONLY_IN_MEMORY = "setting .*|no TLS|a store that .*";

    private static final InternalDate DATE = new InternalDate(0, 0);

    Pop3Scene() {
        super(Listener.POP3);
    }

    @Override
    public List<String> given(String text) {
        var words = text.split(" ", 2);
        if (text.endsWith(" messages")) {
            for (int i = 1; i <= Integer.parseInt(words[0]); i++) {
                deliver(
                        "INBOX",
                        ("Subject: " + i + "\r\n\r\nbody " + i + "\r\n").getBytes(StandardCharsets.US_ASCII),
                        DATE);
            }
        } else if (words[0].equals("message")) {
            deliver("INBOX", octets(words[1]), DATE);
        } else if (text.equals("implicit TLS")) {
            listener = Listener.POP3S;
        } else if (text.startsWith("greeted on ")) {
            int n = text.charAt(11) - '0';
            return text.endsWith(" under TLS") ? tls(n) : List.of("S" + n + ": +OK …");
        } else if (text.contains(" logged in on ")) {
            int n = text.charAt(text.length() - 1) - '0';
            var steps = new ArrayList<>(tls(n));
            steps.addAll(List.of("C" + n + ": USER " + words[0], "S" + n + ": +OK …"));
            steps.addAll(List.of("C" + n + ": PASS secret", "S" + n + ": +OK …"));
            return steps;
        } else {
            throw new IllegalArgumentException(text);
        }
        return List.of();
    }

    /** On a port with implicit TLS the transcripts say themselves where the handshake is. */
    @Override
    public Socket open(int connection) throws IOException {
        var at = mail.endpoint(listener);
        return new Socket(at.getAddress(), at.getPort());
    }

    private static List<String> tls(int n) {
        return List.of("S" + n + ": +OK …", "C" + n + ": STLS", "S" + n + ": +OK …", "TLS" + n);
    }
}
