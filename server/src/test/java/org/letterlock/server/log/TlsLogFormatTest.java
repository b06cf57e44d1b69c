package org.letterlock.server.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.letterlock.tls.TlsAlert;
import org.letterlock.tls.TlsHandshake;

class TlsLogFormatTest {
    @ParameterizedTest
    @EnumSource
    @DisplayName("S-G1 one event is one line of visible characters, whatever the client said")
    void s_G1_oneLine(TlsLogFormat format) {
        var why = new TlsHandshake.Failed(
                "no\r\nNov 23 forged \u001b[2J \u202etxt.exe \"quoted\"",
                Optional.of(new TlsAlert("handshake_failure", 40, false)),
                Optional.of("a\nb.example"));
        var event = new TlsEvent(
                Instant.EPOCH, "imaps", "192.0.2.7", 1234, 993, new TlsEvent.Failed(why, Duration.ofMillis(3), 7));
        for (var line : new String[] {format.line(event), format.stamped(event, "host")}) {
            assertTrue(line.chars().allMatch(c -> c >= ' ' && c < 0x7f), line);
            assertTrue(line.contains("\\u000d\\u000aNov 23 forged"), line);
            assertTrue(line.contains("handshake_failure") && line.contains("192.0.2.7") && line.contains("7"), line);
        }
    }

    @Test
    void aPostfixStampIsOfSyslog() {
        var format = TlsLogFormat.POSTFIX;
        var why = new TlsHandshake.Failed("late", Optional.empty(), Optional.empty());
        var event = new TlsEvent(
                Instant.parse("2026-11-03T12:00:00Z"),
                "mx",
                "unknown",
                0,
                25,
                new TlsEvent.Failed(why, Duration.ZERO, 0));
        var stamped = format.stamped(event, "mail.example.org");
        assertTrue(
                stamped.matches("Nov  [234] \\d\\d:\\d\\d:00 mail\\.example\\.org letterlock/mx\\[\\d+]: .*"), stamped);
        assertEquals("SSL_accept error from unknown[unknown]: late, ms=0", format.line(event));
    }

    @Test
    void jsonLeavesOutAPortThatNobodyKnows() {
        var why = new TlsHandshake.Failed("late", Optional.empty(), Optional.empty());
        var failed = new TlsEvent.Failed(why, Duration.ZERO, 0);
        var without = TlsLogFormat.JSON.line(new TlsEvent(Instant.EPOCH, "mx", "192.0.2.7", 0, 25, failed));
        var with = TlsLogFormat.JSON.line(new TlsEvent(Instant.EPOCH, "mx", "192.0.2.7", 4711, 25, failed));
        assertTrue(without.contains("\"remote\":\"192.0.2.7\",\"local-port\":25"), without);
        assertTrue(with.contains("\"remote-port\":4711,\"local-port\":25"), with);
    }
}
