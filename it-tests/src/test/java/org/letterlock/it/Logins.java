package org.letterlock.it;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** What a client says to log in. */
final class Logins {
    private Logins() {}

    /** The initial response of PLAIN, in base64. RFC 4616. */
    static String plain(String user, String password) {
        return Base64.getEncoder().encodeToString(("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** A session of submission in which {@code openssl s_client} logs in {@code user} with {@code options}. */
    static void withPlain(Path folder, InetSocketAddress submissions, String user, String... options) {
        var all = new ArrayList<>(
                List.of("s_client", "-quiet", "-crlf", "-connect", "127.0.0.1:" + submissions.getPort()));
        all.addAll(List.of(options));
        try (var smtp = RealProgram.of("openssl", folder).talk(all.toArray(String[]::new))) {
            smtp.hear("220 ");
            smtp.say("EHLO laptop.example.org").hear("250 LIMITS");
            smtp.say("AUTH PLAIN " + plain(user + "@example.org", ConfiguredHouse.PASSWORD))
                    .hear("235 ");
            smtp.say("QUIT").hear("221 ");
        }
    }
}
