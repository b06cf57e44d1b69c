package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.letterlock.Listener;

/**
 * Clients that deliver and read as fast as they are answered, each on a connection and a thread of its own, until the server
 * says goodbye. Each checks what it hears: an answer that has begun is heard to its end, nothing comes between, and the last
 * line is the protocol's goodbye.
 */
final class Load implements AutoCloseable {
    static final String SMTP_GOODBYE = "421 4.3.2 The server is shutting down";
    static final String IMAP_GOODBYE = "* BYE The server stops";
    static final String POP3_GOODBYE = "-ERR [SYS/TEMP] Server is stopping";
    private static final String BODY =
            ("a line of a message that is not short at all, " + "x".repeat(28) + "\r\n").repeat(300);
    private static final int AHEAD = 40;

    private final Function<Listener, InetSocketAddress> at;
    private final SSLContext tls;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> clients = new ArrayList<>();
    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final CountDownLatch deliveries = new CountDownLatch(60);
    private final CountDownLatch fetches = new CountDownLatch(20);

    Load(Function<Listener, InetSocketAddress> at, SSLContext tls) {
        this.at = at;
        this.tls = tls;
    }

    private interface Client {
        void run() throws Exception;
    }

    private Load start(int count, Function<Integer, Client> client) {
        for (int i = 0; i < count; i++) {
            var one = client.apply(clients.size());
            clients.add(threads.submit(() -> {
                one.run();
                return null;
            }));
        }
        return this;
    }

    /** Deliver to {@code account}, command by command. */
    Load delivering(int count, String account) {
        return start(count, number -> () -> deliver(number, account));
    }

    /** Read the first message of {@code account} by IMAP: one command at a time, or many sent ahead. */
    Load fetching(int count, String account, boolean ahead) {
        return start(count, number -> () -> fetch(account, ahead));
    }

    /** Reads the first message of {@code account} by POP3, again and again. */
    Load retrieving(String account) {
        return start(1, number -> () -> retrieve(account));
    }

    /** Until there was enough of everything. */
    void awaitFullSwing() throws InterruptedException, ExecutionException {
        boolean swinging = deliveries.await(RealProgram.LIMIT.toSeconds(), TimeUnit.SECONDS)
                && fetches.await(RealProgram.LIMIT.toSeconds(), TimeUnit.SECONDS);
        for (var client : clients) if (client.isDone()) client.get(); // says what broke it
        assertTrue(swinging, "too little load");
    }

    /** Until each client has heard its goodbye; fails with what one of them heard instead. */
    void awaitGoodbyes() throws InterruptedException, ExecutionException, TimeoutException {
        for (var client : clients) client.get(RealProgram.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** The reverse-paths of the messages that were answered with 250. */
    List<String> acknowledged() {
        return List.copyOf(acknowledged);
    }

    private void deliver(int number, String account) {
        try (var smtp = Wire.to(at.apply(Listener.MX))) {
            smtp.hear("220 ");
            smtp.say("EHLO load.example.org").hear("250 ");
            for (int i = 0; ; i++) {
                var id = "n" + number + "." + i + "@example.org";
                var dialogue = List.of(
                        "MAIL FROM:<" + id + ">",
                        "RCPT TO:<" + account + ">",
                        "DATA",
                        "Subject: " + id + "\r\n\r\n" + BODY + ".");
                for (var said : dialogue) {
                    var reply = ask(smtp, said);
                    if (reply.equals(SMTP_GOODBYE)) {
                        smtp.assertClosed();
                        return;
                    }
                    assertTrue(reply.startsWith(said.equals("DATA") ? "354 " : "250 "), reply);
                }
                acknowledged.add(id);
                deliveries.countDown();
            }
        }
    }

    private void fetch(String account, boolean ahead) {
        try (var imap = Wire.to(at.apply(Listener.IMAPS), tls)) {
            imap.hear("* OK ");
            imap.say("a LOGIN " + account + " secret").hear("a OK ");
            imap.say("b SELECT INBOX").hear("b OK ");
            for (int i = 0; ; ) {
                int upTo = i + (ahead ? AHEAD : 1);
                var commands = new StringBuilder();
                for (int n = i; n < upTo; n++) commands.append("f" + n + " FETCH 1 (UID BODY.PEEK[])\r\n");
                write(imap, commands.toString());
                for (; i < upTo; i++) {
                    if (!fetched(imap, "f" + i)) return;
                    fetches.countDown();
                }
            }
        }
    }

    /** Hears one answer; false when it was the goodbye. */
    private static boolean fetched(Wire imap, String tag) {
        var line = heard(imap);
        while (line.matches("\\* \\d+ (EXISTS|RECENT)")) line = heard(imap);
        if (line.equals(IMAP_GOODBYE)) {
            imap.assertClosed();
            return false;
        }
        assertTrue(line.startsWith("* 1 FETCH (UID 1 BODY[] {"), line);
        int size = Integer.parseInt(line.substring(line.indexOf('{') + 1, line.length() - 1));
        for (int left = size; left > 0; ) left -= heard(imap).length() + 2;
        assertEquals(")", heard(imap));
        do line = heard(imap);
        while (line.matches("\\* \\d+ (EXISTS|RECENT)"));
        assertTrue(line.startsWith(tag + " OK "), line);
        return true;
    }

    private void retrieve(String account) {
        try (var pop3 = Wire.to(at.apply(Listener.POP3S), tls)) {
            pop3.hear("+OK ");
            pop3.say("USER " + account).hear("+OK ");
            pop3.say("PASS secret").hear("+OK ");
            while (true) {
                var reply = ask(pop3, "RETR 1");
                if (reply.equals(POP3_GOODBYE)) {
                    pop3.assertClosed();
                    return;
                }
                assertTrue(reply.startsWith("+OK"), reply);
                while (!heard(pop3).equals(".")) {}
                fetches.countDown();
            }
        }
    }

    private static String ask(Wire wire, String said) {
        write(wire, said + "\r\n");
        return heard(wire);
    }

    /** A server that has said goodbye meanwhile no longer reads; what it said is heard next. */
    private static void write(Wire wire, String text) {
        try {
            wire.raw(text);
        } catch (AssertionError gone) {
            // heard next
        }
    }

    private static String heard(Wire wire) {
        var line = wire.line();
        if (line == null) throw new AssertionError("closed without a word");
        return line;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
