package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.letterlock.it.MailHouse.ANN;
import static org.letterlock.it.MailHouse.ANN_PASSWORD;
import static org.letterlock.it.MailHouse.BOB;
import static org.letterlock.it.MailHouse.BOB_PASSWORD;

import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Folder;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.Listener;

/** A test written with GreenMail's client tools: it comes over with another port and another trust. */
class GreenMailTest {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    @Test
    void sendsTextToThePlainPort() throws Exception {
        var mx = new ServerSetup(house.port(Listener.MX), "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
        GreenMailUtil.sendTextEmail(BOB, "sender@example.org", "Subject", "The text", mx);

        assertEquals("The text", readByImaps());
        assertEquals(
                "sender@example.org", house.receivedFrom("sender@example.org").from());
    }

    @ParameterizedTest
    @CsvSource({"SUBMISSIONS,smtps", "SUBMISSION,smtp"})
    void submitsAnAttachment(Listener listener, String protocol) throws Exception {
        var setup = new ServerSetup(house.port(listener), "localhost", protocol);
        var session = session(setup);
        var attachment = new byte[] {0, 1, 2, 3, '\r', '\n', '.', '\n', -1};
        var message = GreenMailUtil.createTextEmail(BOB, ANN, "With a file", "none", setup);
        message.setContent(GreenMailUtil.createMultipartWithAttachment(
                "The text", attachment, "application/octet-stream", "a.bin", "A file"));
        message.saveChanges();
        try (var transport = session.getTransport(protocol)) {
            transport.connect("localhost", setup.getPort(), ANN, ANN_PASSWORD);
            transport.sendMessage(message, message.getAllRecipients());
        }

        try (var store = session(new ServerSetup(house.port(Listener.POP3S), "localhost", "pop3s"))
                .getStore("pop3s")) {
            store.connect("localhost", house.port(Listener.POP3S), BOB, BOB_PASSWORD);
            var inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_ONLY);
            var part = ((MimeMultipart) inbox.getMessage(1).getContent()).getBodyPart(1);
            assertArrayEquals(attachment, part.getInputStream().readAllBytes());
        }
    }

    private static String readByImaps() throws MessagingException, java.io.IOException {
        try (var store = session(new ServerSetup(house.port(Listener.IMAPS), "localhost", "imaps"))
                .getStore("imaps")) {
            store.connect("localhost", house.port(Listener.IMAPS), BOB, BOB_PASSWORD);
            var inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_ONLY);
            assertEquals(1, inbox.getMessageCount());
            return new String(
                            GreenMailUtil.getBody(inbox.getMessage(1)).getBytes(StandardCharsets.UTF_8),
                            StandardCharsets.UTF_8)
                    .strip();
        }
    }

    /** GreenMail's own session, but with a trust of ours: its own trusts every certificate. */
    private static Session session(ServerSetup setup) {
        var more = new Properties();
        var prefix = "mail." + setup.getProtocol() + ".";
        more.put(prefix + "ssl.socketFactory", house.mail().clientTls().getSocketFactory());
        more.put(prefix + "ssl.checkserveridentity", "true");
        more.put(prefix + "auth", "true");
        if (setup.getProtocol().equals(ServerSetup.PROTOCOL_SMTP)) more.put(prefix + "starttls.required", "true");
        var session = GreenMailUtil.getSession(setup, more);
        session.getProperties().remove(prefix + "socketFactory.class");
        session.getProperties().remove(prefix + "ssl.trust");
        return session;
    }
}
