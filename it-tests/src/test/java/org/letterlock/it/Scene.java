package org.letterlock.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.letterlock.Letterlock;
import org.letterlock.Listener;
import org.letterlock.mailbox.AccountId;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.NewMessage;
import org.letterlock.protocol.transcript.SocketStage;

/** A running server on which a transcript is played. The accounts {@code ann} and {@code bob} have the password {@code secret}. */
abstract class Scene implements SocketStage {
    static final AccountId ANN = new AccountId("ann@example.test");
    protected final Letterlock mail;
    protected Listener listener;

    protected Scene(Listener listener) {
        this.listener = listener;
        mail = Letterlock.builder()
                .hostname("mail.example.test")
                .account("ann", "secret")
                .account("bob", "secret")
                .account("j\u00fcrgen", "secret")
                .start();
    }

    @Override
    public Socket open(int connection) throws IOException {
        var at = mail.endpoint(listener);
        var socket = new Socket(at.getAddress(), at.getPort());
        return listener.implicitTls() ? startTls(socket) : socket;
    }

    @Override
    public SSLContext clientTls() {
        return mail.clientTls();
    }

    @Override
    public String hostName() {
        return "mail.example.test";
    }

    @Override
    public void close() {
        mail.close();
    }

    /** Puts a message into a mailbox of ann's, nothing added. */
    protected void deliver(String mailbox, byte[] message, InternalDate date) {
        var store = mail.store();
        try (var spool = store.spool(message.length)) {
            spool.write(ByteBuffer.wrap(message));
            var letter = new NewMessage(spool.finish(), Flags.NONE, date);
            store.deliver(List.of(new MailStore.Target(ANN, new MailboxName(mailbox))), letter)
                    .toCompletableFuture()
                    .join();
        }
    }

    /** The octets behind {@code \r \n \xHH} and the characters themselves, in UTF-8. */
    protected static byte[] octets(String text) {
        var octets = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                octets.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            switch (text.charAt(++i)) {
                case 'r' -> octets.write('\r');
                case 'n' -> octets.write('\n');
                case 'x' -> {
                    octets.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> throw new IllegalArgumentException(text);
            }
        }
        return octets.toByteArray();
    }
}
