package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Log-in by certificate, with openssl's client, in the three protocols: SASL EXTERNAL. RFC 4422, appendix A. */
class SaslExternalTest {
    @TempDir
    Path folder;

    private ClientCertificates clients;

    private final Logger logins = (Logger) LoggerFactory.getLogger("org.letterlock.login");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void clients() throws Exception {
        clients = new ClientCertificates(folder);
        log.start();
        logins.addAppender(log);
    }

    @AfterEach
    void forget() {
        logins.detachAppender(log);
    }

    @ParameterizedTest
    @CsvSource({
        "imaps, imap, * OK, a CAPABILITY, a OK, AUTH=EXTERNAL, a AUTHENTICATE EXTERNAL, a OK, a NO, a LOGOUT, a OK",
        "submissions, smtp, 220, EHLO here, 250 LIMITS, EXTERNAL, AUTH EXTERNAL, 235, 535 5.7.8, QUIT, 221",
        "pop3s, pop3, +OK, CAPA, ., EXTERNAL, AUTH EXTERNAL, +OK, -ERR, QUIT, +OK"
    })
    @DisplayName(
            "S-C13: EXTERNAL is offered and works for whom the certificate is; who wants to be another is refused, and logged")
    void s_C13(
            String listener,
            String protocol,
            String greeting,
            String ask,
            String end,
            String offer,
            String logIn,
            String granted,
            String refused,
            String quit,
            String gone)
            throws Exception {
        try (var house = clients.house("try")) {
            int port = house.at(listener).getPort();
            try (var talk = clients.talk(port, "good")) {
                talk.hear(greeting).say(ask).hear(offer);
                talk.say(logIn + " Ym9zcw==").hear(refused); // boss
                talk.say(logIn + " =").hear(granted);
                talk.say(quit).hear(gone);
            }
            try (var talk = clients.talk(port, "expired")) {
                talk.hear(greeting).say(ask).hear("PLAIN").say(logIn + " =").say(quit);
                talk.end();
                assertTrue(!talk.said().contains(offer), talk::said);
            }
        }
        var done = Files.readAllLines(folder.resolve("tls.log")).stream()
                .filter(l -> l.contains("\"event\":\"tls-log-in\""))
                .toList();
        assertEquals(1, done.size(), done::toString);
        assertTrue(done.get(0).contains("\"account\":\"ann@example.org\""), done::toString);
        var refusals = log.list.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(l -> l.contains(" refused "))
                .toList();
        assertEquals(
                List.of(protocol + " log-in refused from 127.0.0.1 by certificate of ann@example.org: boss"), refusals);
    }
}
