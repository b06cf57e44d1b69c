package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.letterlock.it.MailHouse.ANN_PASSWORD;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.letterlock.Listener;

/** mbsync keeps a Maildir and an account the same, both ways. A Maildir ends lines in LF: that is all that may differ. */
class MbsyncTest {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    enum Way {
        IMAP(Listener.IMAP, "STARTTLS"),
        IMAPS(Listener.IMAPS, "IMAPS");

        final Listener listener;
        final String sslType;

        Way(Listener listener, String sslType) {
            this.listener = listener;
            this.sslType = sslType;
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void pullsEveryMessage(Way way) throws IOException {
        var samples = new ArrayList<>(Sample.SMALL);
        samples.add(Sample.large());
        house.append("INBOX", samples);

        mbsync(way, house.ca()).succeeded();

        var pulled = maildir("INBOX");
        assertEquals(samples.size(), pulled.size());
        for (var sample : samples) {
            assertTrue(
                    pulled.stream().anyMatch(m -> m.equals(latin1(sample.unix()))),
                    () -> sample + " is not among\n" + pulled);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void pushesMessagesMailboxesAndFlags(Way way) throws IOException {
        house.append("INBOX", List.of(Sample.PLAIN));
        mbsync(way, house.ca()).succeeded();

        var inbox = Files.createDirectories(house.work().resolve("mail/INBOX/cur"));
        var work = Files.createDirectories(house.work().resolve("mail/Work/Later/cur"));
        for (var folder : List.of("new", "tmp")) Files.createDirectories(work.resolveSibling(folder));
        var pulled = onlyMessage("INBOX");
        Files.move(pulled, inbox.resolve(pulled.getFileName().toString().replaceAll(":2,.*", "") + ":2,FS"));
        for (var sample : Sample.SMALL) Files.write(work.resolve(sample.name() + ":2,S"), sample.unix());
        mbsync(way, house.ca()).succeeded();

        var pushed = house.mail().messages("ann", "Work/Later");
        assertEquals(Sample.SMALL.size(), pushed.size());
        for (var sample : Sample.SMALL) {
            assertTrue(
                    pushed.stream()
                            .anyMatch(m -> withoutItsMark(latin1(m), "\r\n").equals(sample.text())),
                    () -> sample + " is not as it was");
        }
        try (var imap =
                Wire.to(house.mail().endpoint(Listener.IMAPS), house.mail().clientTls())) {
            imap.hear("* OK ");
            imap.say("a LOGIN ann " + ANN_PASSWORD).hear("a OK ");
            imap.say("b SELECT INBOX").hear("b OK ");
            var flags = imap.say("c FETCH 1 FLAGS").hear("c OK ");
            assertTrue(flags.contains("\\Seen") && flags.contains("\\Flagged"), flags);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void refusesACertificateItCannotVerify(Way way) throws IOException {
        house.append("INBOX", List.of(Sample.PLAIN));
        try (var other =
                org.letterlock.Letterlock.builder().listen(Listener.IMAPS).start()) {
            var othersCa = house.file("other.pem", other.caPem().getBytes(StandardCharsets.US_ASCII));
            var result = mbsync(way, othersCa).failed();
            assertTrue(result.errors().toLowerCase().contains("certificate"), result::toString);
        }
    }

    private RealProgram.Result mbsync(Way way, Path ca) throws IOException {
        var maildir = Files.createDirectories(house.work().resolve("mail"));
        var rc = """
                IMAPAccount letterlock
                Host localhost
                Port %d
                User ann
                Pass %s
                SSLType %s
                SystemCertificates no
                CertificateFile "%s"
                AuthMechs LOGIN

                IMAPStore far
                Account letterlock

                MaildirStore near
                Path "%s/"
                Inbox "%s/INBOX"
                SubFolders Verbatim

                Channel all
                Far :far:
                Near :near:
                Patterns *
                Create Both
                Expunge Both
                SyncState *
                """.formatted(house.port(way.listener), ANN_PASSWORD, way.sslType, ca, maildir, maildir);
        return house.program("mbsync")
                .run(
                        "-c",
                        house.file("mbsyncrc", rc.getBytes(StandardCharsets.UTF_8))
                                .toString(),
                        "-a");
    }

    private static List<String> maildir(String mailbox) throws IOException {
        var messages = new ArrayList<String>();
        for (var file : files(mailbox)) messages.add(withoutItsMark(latin1(Files.readAllBytes(file)), "\n"));
        return messages;
    }

    private static Path onlyMessage(String mailbox) throws IOException {
        var files = files(mailbox);
        assertEquals(1, files.size());
        return files.get(0);
    }

    private static List<Path> files(String mailbox) throws IOException {
        var all = new ArrayList<Path>();
        for (var folder : List.of("new", "cur")) {
            try (var files = Files.list(house.work().resolve("mail/" + mailbox + "/" + folder))) {
                files.forEach(all::add);
            }
        }
        return all;
    }

    /** Without the field by which mbsync finds again what it has just stored. */
    private static String withoutItsMark(String message, String lineEnd) {
        return message.replaceFirst("X-TUID: \\S{12}" + lineEnd, "");
    }

    private static String latin1(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
