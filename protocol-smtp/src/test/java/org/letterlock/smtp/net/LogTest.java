package org.letterlock.smtp.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is logged: one line a message, and no secret. */
class LogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("org.letterlock");
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    @BeforeEach
    void listen() {
        appender.start();
        logger.addAppender(appender);
        logger.setLevel(Level.DEBUG);
        logger.setAdditive(false);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(appender);
        logger.setLevel(null);
        logger.setAdditive(true);
    }

    private List<String> lines() {
        return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    @DisplayName("One line for each message")
    void accepted() {
        try (var talk = new Talk("mx;over TLS")) {
            talk.lines("MAIL FROM:<a@b.example>", "RCPT TO:<bob@example.test>", "RCPT TO:<ann@example.test>", "DATA");
            talk.lines("Subject: x", "", ".");
        }
        assertEquals(
                List.of("id=s1-1 from=<a@b.example> to=<bob@example.test>,<ann@example.test> size=14 remote=192.0.2.1 "
                        + "helo=client.example tls=TLSv1.3:TLS_AES_128_GCM_SHA256 "
                        + "outcome=\"250 2.6.0 Message accepted, id s1-1\""),
                lines());
    }

    @Test
    @DisplayName("E5: the line says what was added, and for whom")
    void submitted() {
        try (var talk = new Talk("msa;ann logged in")) {
            talk.lines("MAIL FROM:<ann@example.test>", "RCPT TO:<bob@example.test>", "DATA");
            talk.lines("Subject: x", "", ".");
        }
        var line = lines().get(lines().size() - 1);
        assertTrue(line.contains(" account=ann@example.test added=Date,From,Message-ID outcome="), line);
    }

    @Test
    @DisplayName("A refused message has its line too")
    void refused() {
        try (var talk = new Talk("mx;mail to bob")) {
            talk.lines("DATA");
            talk.say("a\nb\r\n.\r\n");
        }
        assertTrue(lines().get(0)
                .endsWith(" outcome=\"554 5.6.0 The message has a bare LF; send CRLF at the end of each line\""));
    }

    @Test
    @DisplayName("S-G1: what turns writing around or moves the cursor is escaped, and one event is one line")
    void sG1_escaped() {
        try (var talk = new Talk("greeted")) {
            // U+202E turns the direction of writing; a local part may have it. RFC 6531, 3.3
            talk.lines("MAIL FROM:<a\u00E2\u0080\u00AEb@b.example> SMTPUTF8", "RCPT TO:<bob@example.test>", "DATA");
            talk.lines(".");
        }
        var line = lines().get(0);
        assertTrue(line.contains("from=<a\\u202Eb@b.example>"), line);
        assertTrue(line.chars().allMatch(c -> c >= ' ' && c < 0x7F), line);
    }

    @Test
    @DisplayName("S-C1: plaintext behind STARTTLS is logged, by its size")
    void sC1_logged() {
        try (var talk = new Talk("greeted")) {
            talk.lines("STARTTLS", "MAIL FROM:<injected@b.example>");
            talk.handshake();
            talk.heard();
        }
        assertEquals(List.of("/192.0.2.1:40001: 32 octets of plaintext behind STARTTLS thrown away"), lines());
    }

    @Test
    @DisplayName("S-G2: no password and no response of SASL, however the log-in goes")
    void sG2_noSecrets() {
        try (var talk = new Talk("msa;over TLS")) {
            talk.lines("AUTH PLAIN AGFubgB3cm9uZw==", "AUTH LOGIN", "YW5u", "d3Jvbmc=", "AUTH PLAIN AGFubgBzZWNyZXQ=");
            talk.lines("secret");
        }
        for (var line : lines()) {
            assertFalse(line.contains("secret") || line.contains("wrong") || line.contains("AGFub"), line);
        }
    }
}
