package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.letterlock.Letterlock;
import org.letterlock.Listener;
import org.letterlock.ReceivedMail;
import org.slf4j.LoggerFactory;

/**
 * One Letterlock for the tests of a class: all seven listeners, a few accounts, its authority in a file. Each test finds it
 * empty. When the class ends, nothing in the log may be a password (S-G2) or a leaked buffer (S-T9).
 */
final class MailHouse implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    static final Duration SOON = Duration.ofSeconds(20);
    static final String ANN = "ann@example.test";
    static final String ANN_PASSWORD = "ann-opens-7Qx2";
    static final String BOB = "bob@example.test";
    static final String BOB_PASSWORD = "bob-opens-9Kd4";
    static final String JOERG = "j\u00f6rg@example.test";
    static final String JOERG_PASSWORD = "joerg-opens-3Vw8";
    private static final List<String> SECRETS = List.of(ANN_PASSWORD, BOB_PASSWORD, JOERG_PASSWORD);

    private final Log log = new Log();
    private Letterlock mail;
    private Path folder;
    private Path work;
    private int works;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        log.attach();
        mail = Letterlock.builder()
                .account("ann", ANN_PASSWORD)
                .account("bob", BOB_PASSWORD)
                .account(JOERG, JOERG_PASSWORD)
                .alias("postmaster@example.test", ANN)
                .start();
        folder = Files.createTempDirectory("letterlock it ");
        Files.writeString(ca(), mail.caPem());
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        mail.reset();
        work = Files.createDirectory(folder.resolve("work " + ++works));
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        delete(work);
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        mail.close();
        log.detach();
        delete(folder);
        assertEquals(List.of(), log.lines.stream().filter(MailHouse::shameful).toList());
    }

    private static boolean shameful(String line) {
        return line.contains("LEAK") || SECRETS.stream().anyMatch(line::contains);
    }

    Letterlock mail() {
        return mail;
    }

    int port(Listener listener) {
        return mail.endpoint(listener).getPort();
    }

    /** {@code localhost:port}, as a client's command line wants it. */
    String at(Listener listener) {
        return "localhost:" + port(listener);
    }

    /** The certificate of this server's authority. */
    Path ca() {
        return folder.resolve("ca.pem");
    }

    /** An empty folder of this test; there is a blank in its path. */
    Path work() {
        return work;
    }

    Path file(String name, byte[] content) {
        try {
            return Files.write(work.resolve(name), content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    RealProgram program(String name) {
        return RealProgram.of(name, work);
    }

    /** Brings {@code sample} to {@code recipient} as another server does. */
    void deliver(Sample sample, String recipient) {
        try (var smtp = Wire.to(mail.endpoint(Listener.MX))) {
            smtp.hear("220 ");
            smtp.say("EHLO client.example.org").hear("250 ");
            smtp.say("MAIL FROM:<sender@example.org> BODY=8BITMIME").hear("250 ");
            smtp.say("RCPT TO:<" + recipient + ">").hear("250 ");
            smtp.say("DATA").hear("354 ");
            smtp.raw(sample.dotStuffed()).hear("250 ");
            smtp.say("QUIT").hear("221 ");
        }
    }

    /** Puts {@code samples} into a mailbox of ann's as her IMAP client does: nothing is added. */
    void append(String mailbox, List<Sample> samples) {
        try (var imap = Wire.to(mail.endpoint(Listener.IMAPS), mail.clientTls())) {
            imap.hear("* OK ");
            imap.say("a LOGIN ann " + ANN_PASSWORD).hear("a OK ");
            for (var sample : samples) {
                imap.say("b APPEND " + mailbox + " {" + sample.bytes().length + "}")
                        .hear("+ ");
                imap.raw(sample.bytes()).say("").hear("b OK ");
            }
            imap.say("c LOGOUT").hear("c OK ");
        }
    }

    /** The only message that comes, or has come, from {@code sender}. */
    ReceivedMail receivedFrom(String sender) {
        try {
            return mail.await(m -> m.from().equals(sender), SOON);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What the server's log said since the class began. */
    List<String> logged() {
        return List.copyOf(log.lines);
    }

    static void delete(Path tree) throws IOException {
        try (var paths = Files.walk(tree)) {
            for (var path :
                    new ArrayList<>(paths.sorted(Comparator.reverseOrder()).toList())) Files.delete(path);
        }
    }

    /** Keeps every line. */
    private static final class Log extends AppenderBase<ILoggingEvent> {
        private final Queue<String> lines = new ConcurrentLinkedQueue<>();

        void attach() {
            setContext((ch.qos.logback.core.Context) LoggerFactory.getILoggerFactory());
            start();
            root().addAppender(this);
        }

        void detach() {
            root().detachAppender(this);
            stop();
        }

        private static Logger root() {
            return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        }

        @Override
        protected void append(ILoggingEvent event) {
            var thrown = event.getThrowableProxy();
            lines.add(event.getLevel() + " " + event.getLoggerName() + " " + event.getFormattedMessage()
                    + (thrown == null ? "" : "\n" + ThrowableProxyUtil.asString(thrown)));
        }
    }
}
