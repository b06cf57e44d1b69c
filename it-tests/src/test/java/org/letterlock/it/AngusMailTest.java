package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.letterlock.it.MailHouse.ANN;
import static org.letterlock.it.MailHouse.ANN_PASSWORD;
import static org.letterlock.it.MailHouse.BOB;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import jakarta.mail.event.MessageCountAdapter;
import jakarta.mail.event.MessageCountEvent;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.search.FlagTerm;
import jakarta.mail.search.SubjectTerm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPMessage;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.eclipse.angus.mail.pop3.POP3Folder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.Listener;

/** Angus Mail, the Jakarta Mail that Java programs use, with the {@code SSLContext} the embedding API hands out. */
class AngusMailTest {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    static Stream<Arguments> submissions() {
        return Stream.of(Listener.SUBMISSION, Listener.SUBMISSIONS)
                .flatMap(listener -> Sample.SMALL.stream().map(sample -> Arguments.of(listener, sample)));
    }

    @ParameterizedTest
    @MethodSource("submissions")
    void sends(Listener listener, Sample sample) throws Exception {
        submit(listener, sample);
        sample.assertDelivered(house.receivedFrom(ANN).bytes());
    }

    @ParameterizedTest
    @CsvSource({"SUBMISSION", "SUBMISSIONS"})
    void sendsTenMegabytes(Listener listener) throws Exception {
        var large = Sample.large();
        submit(listener, large);
        large.assertDelivered(house.receivedFrom(ANN).bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"IMAP", "IMAPS", "POP3", "POP3S"})
    void readsEverySample(String protocol) throws Exception {
        var samples =
                Stream.concat(Sample.ALL.stream(), Stream.of(Sample.large())).toList();
        house.append("INBOX", samples);
        try (var store = open(Listener.valueOf(protocol), ANN_PASSWORD);
                var inbox = store.getFolder("INBOX")) {
            inbox.open(Folder.READ_ONLY);
            assertEquals(samples.size(), inbox.getMessageCount());
            for (int i = 0; i < samples.size(); i++) samples.get(i).assertIs(written(inbox.getMessage(i + 1)));
        }
    }

    @Test
    void seesTheStructureWithoutTheMessage() throws Exception {
        house.append("INBOX", List.of(Sample.large()));
        try (var store = open(Listener.IMAPS, ANN_PASSWORD);
                var inbox = store.getFolder("INBOX")) {
            inbox.open(Folder.READ_ONLY);
            var profile = new FetchProfile();
            profile.add(FetchProfile.Item.ENVELOPE);
            profile.add(FetchProfile.Item.CONTENT_INFO);
            profile.add(FetchProfile.Item.FLAGS);
            var messages = inbox.getMessages();
            inbox.fetch(messages, profile);

            assertEquals("large", messages[0].getSubject());
            assertEquals(
                    "ann@example.test",
                    ((jakarta.mail.internet.InternetAddress) messages[0].getFrom()[0]).getAddress());
            var parts = (MimeMultipart) messages[0].getContent();
            assertEquals(2, parts.getCount());
            assertEquals("data.bin", parts.getBodyPart(1).getFileName());
            assertEquals("See the file.", parts.getBodyPart(0).getContent());
            assertEquals(10_000_000, parts.getBodyPart(1).getInputStream().readAllBytes().length);
            assertTrue(((IMAPMessage) messages[0]).getSize() > 13_000_000);
        }
    }

    @Test
    void keepsHouseByImap() throws Exception {
        house.append("INBOX", Sample.ALL);
        try (var store = open(Listener.IMAPS, ANN_PASSWORD)) {
            var inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_WRITE);
            var dots = inbox.search(new SubjectTerm("dots"));
            assertEquals(1, dots.length);
            Sample.DOTS.assertIs(written(dots[0]));

            var kept = store.getFolder("Aufgehoben/Größe");
            assertTrue(kept.create(Folder.HOLDS_MESSAGES | Folder.HOLDS_FOLDERS));
            inbox.copyMessages(dots, kept);
            ((IMAPFolder) inbox).moveMessages(inbox.search(new SubjectTerm("plain")), kept);
            inbox.setFlags(dots, new Flags(Flags.Flag.FLAGGED), true);
            inbox.setFlags(dots, new Flags("$Wichtig"), true);
            assertEquals(1, inbox.search(new FlagTerm(new Flags("$Wichtig"), true)).length);
            assertEquals(
                    Sample.ALL.size() - 1, house.mail().messages("ann", "INBOX").size());

            kept.open(Folder.READ_WRITE);
            assertEquals(2, kept.getMessageCount());
            Sample.PLAIN.assertIs(written(kept.getMessage(2)));
            kept.setFlags(kept.getMessages(), new Flags(Flags.Flag.DELETED), true);
            assertEquals(2, kept.expunge().length);
            kept.close();
            assertTrue(kept.renameTo(store.getFolder("Umbenannt")));
            assertTrue(Arrays.stream(store.getDefaultFolder().list("*"))
                    .anyMatch(f -> f.getFullName().equals("Umbenannt")));
            assertTrue(store.getFolder("Umbenannt").delete(false));
            inbox.close();
        }
    }

    @Test
    void appendsAndIsToldTheUid() throws Exception {
        try (var store = open(Listener.IMAPS, ANN_PASSWORD);
                var inbox = (IMAPFolder) store.getFolder("INBOX")) {
            inbox.open(Folder.READ_WRITE);
            var message = new MimeMessage(session(Listener.IMAPS), new ByteArrayInputStream(Sample.UTF8.bytes()));
            var uids = inbox.appendUIDMessages(new Message[] {message});
            assertEquals(inbox.getUIDValidity(), uids[0].uidvalidity);
            Sample.UTF8.assertIs(written(inbox.getMessageByUID(uids[0].uid)));
        }
    }

    @Test
    void isWokenFromIdleByNewMail() throws Exception {
        try (var store = open(Listener.IMAPS, ANN_PASSWORD);
                var inbox = (IMAPFolder) store.getFolder("INBOX")) {
            inbox.open(Folder.READ_WRITE);
            var arrived = new CompletableFuture<Message>();
            inbox.addMessageCountListener(new MessageCountAdapter() {
                @Override
                public void messagesAdded(MessageCountEvent event) {
                    arrived.complete(event.getMessages()[0]);
                }
            });
            var idle = new Thread(() -> {
                try {
                    inbox.idle(true);
                } catch (MessagingException e) {
                    arrived.completeExceptionally(e);
                }
            });
            idle.start();
            house.deliver(Sample.UTF8, ANN);
            var message = arrived.get(MailHouse.SOON.toSeconds(), TimeUnit.SECONDS);
            idle.join(MailHouse.SOON.toMillis());
            Sample.UTF8.assertDelivered(written(message));
        }
    }

    @Test
    void knowsPop3MessagesByTheirUidAndTop() throws Exception {
        house.append("INBOX", Sample.ALL);
        String[] before = new String[Sample.ALL.size()];
        try (var store = open(Listener.POP3S, ANN_PASSWORD)) {
            var inbox = (POP3Folder) store.getFolder("INBOX");
            inbox.open(Folder.READ_WRITE);
            for (int i = 0; i < before.length; i++) before[i] = inbox.getUID(inbox.getMessage(i + 1));
            assertEquals("plain", inbox.getMessage(1).getSubject());
            inbox.getMessage(1).setFlag(Flags.Flag.DELETED, true);
            inbox.close(true);
        }
        try (var store = open(Listener.POP3S, ANN_PASSWORD);
                var inbox = (POP3Folder) store.getFolder("INBOX")) {
            inbox.open(Folder.READ_ONLY);
            var after = new String[inbox.getMessageCount()];
            for (int i = 0; i < after.length; i++) after[i] = inbox.getUID(inbox.getMessage(i + 1));
            assertArrayEquals(Arrays.copyOfRange(before, 1, before.length), after);
        }
    }

    @Test
    void isSignedUpForIdleAndTheRest() throws Exception {
        try (var store = open(Listener.IMAPS, ANN_PASSWORD)) {
            var imap = (IMAPStore) store;
            for (var capability : List.of(
                    "IDLE", "UIDPLUS", "MOVE", "NAMESPACE", "ID", "UNSELECT", "ENABLE", "SPECIAL-USE", "CHILDREN")) {
                assertTrue(imap.hasCapability(capability), capability);
            }
            assertEquals(1, imap.getPersonalNamespaces().length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"IMAP", "IMAPS", "POP3", "POP3S"})
    void isToldThatThePasswordIsWrong(String protocol) {
        assertThrows(AuthenticationFailedException.class, () -> open(Listener.valueOf(protocol), "guessed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"IMAP", "IMAPS", "POP3", "POP3S"})
    void refusesACertificateTheJvmDoesNotTrust(String protocol) {
        var listener = Listener.valueOf(protocol);
        var properties = properties(listener);
        properties.remove("mail." + protocol.toLowerCase() + ".ssl.socketFactory");
        var session = Session.getInstance(properties);
        var refused = assertThrows(MessagingException.class, () -> {
            try (var store = session.getStore(protocol.toLowerCase())) {
                store.connect("localhost", house.port(listener), "ann", ANN_PASSWORD);
            }
        });
        var trace = new StringWriter();
        refused.printStackTrace(new PrintWriter(trace));
        assertTrue(trace.toString().contains("PKIX path building failed"), trace::toString);
    }

    private static void submit(Listener listener, Sample sample) throws MessagingException {
        var session = session(listener);
        try (Transport transport = session.getTransport()) {
            transport.connect("localhost", house.port(listener), "ann", ANN_PASSWORD);
            var message = new MimeMessage(session, new ByteArrayInputStream(sample.bytes()));
            transport.sendMessage(message, new jakarta.mail.Address[] {new jakarta.mail.internet.InternetAddress(BOB)});
        }
    }

    private static Store open(Listener listener, String password) throws MessagingException {
        var store = session(listener).getStore();
        store.connect("localhost", house.port(listener), "ann", password);
        return store;
    }

    private static Session session(Listener listener) {
        return Session.getInstance(properties(listener));
    }

    private static Properties properties(Listener listener) {
        boolean smtp = listener == Listener.SUBMISSION || listener == Listener.SUBMISSIONS;
        var protocol = smtp
                ? (listener.implicitTls() ? "smtps" : "smtp")
                : listener.name().toLowerCase();
        var prefix = "mail." + protocol + ".";
        var properties = new Properties();
        properties.put(smtp ? "mail.transport.protocol" : "mail.store.protocol", protocol);
        properties.put(prefix + "ssl.socketFactory", house.mail().clientTls().getSocketFactory());
        properties.put(prefix + "ssl.checkserveridentity", "true");
        properties.put(prefix + "timeout", "50000");
        if (listener.implicitTls()) properties.put(prefix + "ssl.enable", "true");
        else {
            properties.put(prefix + "starttls.enable", "true");
            properties.put(prefix + "starttls.required", "true");
        }
        if (smtp) {
            properties.put(prefix + "auth", "true");
            properties.put(prefix + "from", ANN);
            properties.put(prefix + "localhost", "client.example.org");
            properties.put(prefix + "allow8bitmime", "true");
        }
        return properties;
    }

    private static byte[] written(Message message) throws Exception {
        var bytes = new ByteArrayOutputStream();
        message.writeTo(bytes);
        return bytes.toByteArray();
    }
}
