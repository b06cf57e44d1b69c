package org.letterlock.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import org.letterlock.protocol.sasl.ScramClient;

/** A connection on which somebody logs in with SASL. */
interface SaslWire extends AutoCloseable {
    SaslDialect dialect();

    void say(String line);

    String line();

    @Override
    void close();

    /** One exchange of SCRAM; the line that ends it. The server's proof must be right. RFC 5802. */
    default String scram(String mechanism, ScramClient client) {
        var base64 = Base64.getEncoder();
        say(dialect().authenticate(mechanism) + " " + base64.encodeToString(client.first()));
        var answer = answer();
        if (!answer.startsWith(dialect().challenge())) return answer;
        say(base64.encodeToString(client.last(decoded(answer))));
        answer = answer();
        if (!answer.startsWith(dialect().challenge())) return answer;
        assertTrue(client.believes(decoded(answer)), "the server's proof");
        say("");
        return answer();
    }

    private byte[] decoded(String challenge) {
        return Base64.getDecoder()
                .decode(challenge.substring(dialect().challenge().length()).getBytes(UTF_8));
    }

    private String answer() {
        var line = line();
        while (line.startsWith("* ")) line = line();
        return line;
    }
}
