package org.letterlock.server.log;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/** The shapes of the lines about TLS. */
public enum TlsLogFormat {
    /** One JSON object a line, with stable keys. */
    JSON {
        @Override
        String line(TlsEvent event) {
            return JsonLine.of(event);
        }

        @Override
        String stamped(TlsEvent event, String host) {
            return line(event); // the time is in it
        }
    },
    /** As Postfix writes it with {@code smtpd_tls_loglevel = 1}, so that what counts Postfix's lines counts ours. The guide's P8. */
    POSTFIX {
        @Override
        String line(TlsEvent event) {
            return PostfixLine.of(event);
        }

        @Override
        String stamped(TlsEvent event, String host) {
            return SYSLOG.format(local(event)) + " " + host + " letterlock/" + event.listener() + "["
                    + ProcessHandle.current().pid() + "]: " + line(event);
        }
    },
    /** With the items {@code X= CV= DN= SNI=} of Exim's main log. The guide's E7. */
    EXIM {
        @Override
        String line(TlsEvent event) {
            return EximLine.of(event);
        }

        @Override
        String stamped(TlsEvent event, String host) {
            return EXIM_TIME.format(local(event)) + " " + line(event);
        }
    };

    private static final DateTimeFormatter SYSLOG = new DateTimeFormatterBuilder()
            .appendPattern("MMM ")
            .padNext(2)
            .appendPattern("d HH:mm:ss")
            .toFormatter(Locale.ROOT); // RFC 3164, 4.1.2
    private static final DateTimeFormatter EXIM_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    /** For a log that has its own time stamps. */
    abstract String line(TlsEvent event);

    /** With the prefix that such lines have in a file: for a file of our own. */
    abstract String stamped(TlsEvent event, String host);

    private static ZonedDateTime local(TlsEvent event) {
        return event.at().atZone(ZoneId.systemDefault());
    }
}
