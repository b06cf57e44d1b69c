package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.letterlock.it.MailHouse.ANN;
import static org.letterlock.it.MailHouse.ANN_PASSWORD;
import static org.letterlock.it.MailHouse.BOB;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.letterlock.Listener;

/**
 * mutt, driven by keys pushed into it: reads by IMAP and POP3, copies, deletes, and sends. It needs a terminal, which {@code
 * script} lends. Built with GNU SASL, as Debian's is, mutt 2.2 takes the strongest mechanism offered, SCRAM-SHA-256-PLUS, without
 * having the channel binding it needs, and gives up; so it is told which mechanisms to use. RFC 5802, 6.
 */
class MuttTest {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    @ParameterizedTest
    @EnumSource(
            value = Listener.class,
            names = {"IMAP", "IMAPS", "POP3", "POP3S"})
    void readsEveryMessage(Listener listener) throws IOException {
        house.append("INBOX", Sample.SMALL);
        var copies = house.work().resolve("copies");

        var screen =
                mutt(listener, "<tag-pattern>~A<enter><tag-prefix><copy-message><kill-line>" + "copies<enter><quit>");

        var read = new ArrayList<String>();
        assertTrue(Files.isDirectory(copies), screen::toString);
        for (var folder : new String[] {"new", "cur"}) {
            try (var files = Files.list(copies.resolve(folder))) {
                for (var file : files.toList())
                    read.add(withoutItsCounts(Files.readString(file, StandardCharsets.ISO_8859_1)));
            }
        }
        assertEquals(Sample.SMALL.size(), read.size(), screen::toString);
        for (var sample : Sample.SMALL) {
            assertTrue(
                    read.contains(new String(sample.unix(), StandardCharsets.ISO_8859_1)),
                    () -> sample + " is not among\n" + read);
        }
    }

    @Test
    void deletesAndCopiesByImap() {
        house.append("INBOX", java.util.List.of(Sample.PLAIN, Sample.DOTS));

        mutt(Listener.IMAPS, "<first-entry><copy-message><kill-line>=Kept<enter><delete-message><sync-mailbox><quit>");

        var left = house.mail().messages("ann", "INBOX");
        assertEquals(1, left.size());
        Sample.DOTS.assertIs(left.get(0));
        Sample.PLAIN.assertIs(house.mail().messages("ann", "Kept").get(0));
    }

    @ParameterizedTest
    @CsvSource({"SUBMISSION,smtp", "SUBMISSIONS,smtps"})
    void sends(Listener listener, String scheme) throws IOException {
        var attached = house.file("data.bin", new byte[] {0, 1, 2, '\r', '\n', '.', '\r', '\n', (byte) 0xff});
        var rc = house.file(
                "muttrc",
                (COMMON.formatted(house.ca()) + """
                set smtp_url="%s://ann@%s/" smtp_pass="%s" from="%s" realname="Ann" copy=no hostname=client.example.org
                """.formatted(scheme, house.at(listener), ANN_PASSWORD, ANN))
                        .getBytes(StandardCharsets.UTF_8));

        house.program("mutt")
                .reading("Grüße\n.\nSecond line\n")
                .run("-n", "-F", rc.toString(), "-s", "Grüße aus mutt", "-a", attached.toString(), "--", BOB)
                .succeeded();

        var message = new String(house.receivedFrom(ANN).bytes(), StandardCharsets.UTF_8);
        assertTrue(
                message.contains("Subject: =?utf-8?") && message.contains("\r\nGrüße\r\n.\r\nSecond line\r\n"),
                message);
        assertTrue(message.contains("AAECDQouDQr/"), message);
    }

    @Test
    void refusesACertificateItCannotVerify() throws IOException {
        house.append("INBOX", java.util.List.of(Sample.PLAIN));
        Files.writeString(house.ca().resolveSibling("none.pem"), "");
        var rc = house.file(
                "muttrc",
                (COMMON.formatted(house.ca().resolveSibling("none.pem"))
                                + """
                set smtp_url="smtps://ann@%s/" smtp_pass="%s" from="%s" copy=no
                """.formatted(house.at(Listener.SUBMISSIONS), ANN_PASSWORD, ANN))
                        .getBytes(StandardCharsets.UTF_8));
        house.program("mutt")
                .reading("text\n")
                .run("-n", "-F", rc.toString(), "-s", "none", "--", BOB)
                .failed();
        assertEquals(0, house.mail().received().size());
    }

    private static final String COMMON = """
            set ssl_force_tls=yes ssl_starttls=yes ssl_ca_certificates_file="%s"
            unset header_cache
            set mbox_type=Maildir wait_key=no confirmappend=no confirmcreate=no delete=yes quit=yes charset=utf-8 send_charset="us-ascii:utf-8" move=no
            set smtp_authenticators="scram-sha-256:plain" pop_authenticators="scram-sha-256:user"
            set mark_old=no read_inc=0 write_inc=0 net_inc=0 timeout=5 abort_unmodified=no sleep_time=0
            """;

    /** Without the two fields mutt adds to the header of every message it files. */
    private static String withoutItsCounts(String message) {
        return message.replaceFirst("(?m)^Content-Length: \\d+\n", "").replaceFirst("(?m)^Lines: \\d+\n", "");
    }

    private RealProgram.Result mutt(Listener listener, String keys) {
        var imap = listener == Listener.IMAP || listener == Listener.IMAPS;
        var scheme = (imap ? "imap" : "pop") + (listener.implicitTls() ? "s" : "");
        var folder = scheme + "://ann@" + house.at(listener) + "/";
        var rc = house.file(
                "muttrc",
                (COMMON.formatted(house.ca())
                                + """
                set folder="%s" spoolfile="%s" imap_pass="%s" pop_pass="%s"
                push "%s"
                """.formatted(
                                                imap ? folder : "",
                                                folder + (imap ? "INBOX" : ""),
                                                ANN_PASSWORD,
                                                ANN_PASSWORD,
                                                keys))
                        .getBytes(StandardCharsets.UTF_8));
        return house.program("script")
                .run("-qec", "mutt -n -F '" + rc + "'", "/dev/null")
                .succeeded();
    }
}
