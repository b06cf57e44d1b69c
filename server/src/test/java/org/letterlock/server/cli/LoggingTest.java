package org.letterlock.server.cli;

import static org.junit.jupiter.api.Assertions.*;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The command line's log as it is written. */
class LoggingTest {
    @Test
    @DisplayName("S-G1 one event is one line, whatever a client made somebody log")
    void s_G1_oneLineAnEvent() throws Exception {
        var context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        var before = System.err;
        var written = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
            configurator.doConfigure(LoggingTest.class.getResource("logging.xml"));
            var log = context.getLogger("x");
            log.info("user \r\n2026 INFO forged\u001b[2J\u202etxt.exe\u2028 ${jndi:ldap://x} %d ümlaut\0");
            log.error("failed", new IllegalStateException("why\nforged"));
            log.debug("not shown");
        } finally {
            System.setErr(before);
            context.stop();
        }
        var lines = written.toString(StandardCharsets.UTF_8).split("\n");
        assertEquals(2, lines.length, written::toString);
        assertTrue(
                lines[0].matches(
                        "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  user \\| 2026 INFO forged\\?\\[2J\\?txt\\.exe\\? "
                                + "\\$\\{jndi:ldap://x} %d ümlaut\\?"),
                lines[0]);
        assertTrue(
                lines[1].contains("ERROR failed java.lang.IllegalStateException: why | forged | at org.letterlock"),
                lines[1]);
    }
}
