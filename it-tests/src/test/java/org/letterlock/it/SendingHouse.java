package org.letterlock.it;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.server.admin.AdminClient;
import org.letterlock.server.admin.AdminCommands;
import org.letterlock.server.admin.AdminRequest;
import org.letterlock.server.admin.AdminSocket;
import org.letterlock.server.listen.Threads;
import org.letterlock.server.route.ZoneServer;

/** A server whose user ann submits mail for others, a name server of its own, and its operator's socket. */
final class SendingHouse implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final ZoneServer names = new ZoneServer();
    final ConfiguredHouse house;
    private final Path socket;
    private AdminSocket admin;

    SendingHouse(Path folder) throws Exception {
        house = new ConfiguredHouse(folder);
        var own = Files.createDirectory(
                folder.resolve("own"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        socket = own.resolve("admin.sock");
    }

    /** Starts it: mail goes to {@code port} on loopback, {@code delivery} and {@code dns} say what else is configured. */
    SendingHouse start(int port, String delivery, String dns) throws Exception {
        house.start(house.configure(
                "", """
                listeners {
                  submission { service = submission, security = starttls, port = 0, address = "127.0.0.1" }
                  mx { service = mx, security = starttls, port = 0, address = "127.0.0.1" }
                  imaps { service = imap, security = implicit, port = 0, address = "127.0.0.1" }
                }
                delivery {
                  port = %d, allowed-networks = [ "127.0.0.0/8" ], mta-sts = false
                  retry = 1 s, longest-retry = 1 s, rest = 0 s, longest-rest = 0 s
                  %s
                }
                dns { servers = "127.0.0.1:%d", %s }
                """.formatted(port, delivery, names.address().getPort(), dns)));
        var commands = new AdminCommands();
        house.server().offer(commands);
        admin = AdminSocket.open(socket, commands, Threads.named("admin"));
        return this;
    }

    /** Ann submits a message. */
    SendingHouse submit(String parameters, String text, String... to) {
        submit(house.at("submission"), house.clientTls("TLS"), parameters, text, to);
        return this;
    }

    /** Ann submits a message at {@code submission}. */
    static void submit(InetSocketAddress submission, SSLContext tls, String parameters, String text, String... to) {
        try (var smtp = Wire.to(submission)) {
            smtp.hear("220 ");
            smtp.say("EHLO pc.example").hear("250 ");
            smtp.say("STARTTLS").hear("220 ");
            smtp.tls(tls);
            smtp.say("EHLO pc.example").hear("250 ");
            smtp.say("AUTH PLAIN "
                            + Base64.getEncoder()
                                    .encodeToString(("\0ann@example.org\0" + ConfiguredHouse.PASSWORD)
                                            .getBytes(StandardCharsets.UTF_8)))
                    .hear("235 ");
            smtp.say("MAIL FROM:<ann@example.org>" + parameters).hear("250 ");
            for (var one : to) smtp.say("RCPT TO:" + one).hear("250 ");
            smtp.say("DATA").hear("354 ");
            smtp.raw("From: ann@example.org\r\nSubject: " + text + "\r\n\r\n" + text + "\r\n.\r\n")
                    .hear("250 ");
            smtp.say("QUIT").hear("221 ");
        }
    }

    /** The first message in ann's INBOX as IMAP gives it, when it is there. */
    String readByImap() {
        try (var imap = Wire.to(house.at("imaps"), house.clientTls("TLS"))) {
            imap.hear("* OK ");
            imap.say("a LOGIN ann \"" + ConfiguredHouse.PASSWORD + "\"").hear("a OK ");
            if (imap.say("b SELECT INBOX").hear("b OK ").contains("* 0 EXISTS")) {
                imap.say("c IDLE").hear("+ ");
                imap.hear("* 1 EXISTS");
                imap.say("DONE").hear("c OK ");
            }
            return imap.say("d FETCH 1 BODY[]").hear("d OK ");
        }
    }

    List<Map<String, Object>> ask(String command, Map<String, String> arguments) throws Exception {
        var lines = new ArrayList<Map<String, Object>>();
        new AdminClient(socket).ask(new AdminRequest(command, arguments), lines::add);
        return lines;
    }

    List<Map<String, Object>> queue() {
        try {
            return ask("queue.list", Map.of());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** The messages in ann's INBOX. */
    List<String> inbox() {
        var view = house.store()
                .account(new AccountId("ann@example.org"))
                .open(MailboxName.INBOX)
                .orElseThrow()
                .view();
        return IntStream.range(0, view.count())
                .mapToObj(i -> text(view.message(i).body()))
                .toList();
    }

    private static String text(Body body) {
        var text = new StringBuilder();
        for (long at = 0; at < body.size(); ) {
            var piece = body.read(at, 8192);
            at += piece.remaining();
            text.append(StandardCharsets.UTF_8.decode(piece));
        }
        return text.toString();
    }

    /** Waits until it holds, looking again and again. */
    static void until(String what, Supplier<Boolean> holds) throws InterruptedException {
        var end = Instant.now().plus(PATIENCE);
        while (!holds.get()) {
            if (Instant.now().isAfter(end)) throw new AssertionError("not within " + PATIENCE + ": " + what);
            new java.util.concurrent.CountDownLatch(1).await(20, java.util.concurrent.TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() throws IOException {
        if (admin != null) admin.close();
        house.close();
        names.close();
    }
}
