package org.letterlock.smtp.net;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.letterlock.smtp.Envelope;
import org.letterlock.smtp.MailReceiver;
import org.letterlock.smtp.SessionFacts;
import org.letterlock.smtp.address.ForwardPath;
import org.letterlock.smtp.address.ReversePath;

/** A receiver that keeps its mail in a list: ann, bob, jürgen and postmaster of example.test live here. */
final class Letterbox implements MailReceiver {
    private static final Set<String> MAILBOXES = Set.of("ann", "bob", "jürgen", "postmaster", "a b");

    /** One message that was committed. */
    record Letter(Envelope envelope, byte[] octets) {
        /** Octet for octet. */
        String text() {
            return new String(octets, StandardCharsets.ISO_8859_1);
        }

        /** Behind Return-Path and Received. */
        String withoutTrace() {
            var text = text();
            var end = ";\r\n\tMon, 23 Nov 2026 12:00:00 +0000\r\n";
            return text.substring(text.indexOf(end) + end.length());
        }
    }

    final List<Letter> letters = new ArrayList<>();
    /** Receptions begun and not closed. */
    int open;

    Acceptance acceptance = Acceptance.ACCEPTED;
    /** Whether there is room for a message. */
    Acceptance room = Acceptance.ACCEPTED;
    /** What a commit waits for. */
    CompletableFuture<Boolean> synced = CompletableFuture.completedFuture(true);
    /** What the question who owns an address waits for. */
    CompletableFuture<Boolean> looked = CompletableFuture.completedFuture(true);

    boolean broken;

    @Override
    public CompletionStage<Boolean> owns(String account, ReversePath from) {
        boolean owned = from.mailbox()
                .map(mailbox -> mailbox.localPart().replaceFirst("\\+.*", "") + "@" + mailbox.domain())
                .filter(account::equals)
                .isPresent();
        return looked.thenApply(now -> owned);
    }

    @Override
    public CompletionStage<RecipientVerdict> recipient(ForwardPath to, SessionFacts session, long size) {
        var mailbox = to.mailbox();
        return CompletableFuture.completedFuture(
                !mailbox.domain().isEmpty() && !mailbox.domain().equals("example.test")
                        ? RecipientVerdict.NOT_LOCAL
                        : switch (mailbox.localPart()) {
                            case "full" -> RecipientVerdict.OVER_QUOTA;
                            case "small" -> RecipientVerdict.TOO_BIG;
                            case "later" -> RecipientVerdict.TRY_LATER;
                            default ->
                                known(mailbox.localPart()) ? RecipientVerdict.ACCEPTED : RecipientVerdict.UNKNOWN;
                        });
    }

    private static boolean known(String localPart) {
        return MAILBOXES.contains(localPart.toLowerCase(java.util.Locale.ROOT)) || localPart.matches("list[0-9]+");
    }

    @Override
    public Acceptance room(long size) {
        return room;
    }

    @Override
    public Reception receive(Envelope envelope, long sizeHint) {
        open++;
        return new Reception() {
            private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
            private boolean closed;
            private Envelope agreed = envelope;

            @Override
            public void write(ByteBuffer more) {
                if (closed) throw new IllegalStateException("closed");
                if (broken) throw new IllegalStateException("the disk is full of holes");
                while (more.hasRemaining()) octets.write(more.get());
            }

            @Override
            public void tlsOptional() {
                agreed = agreed.withTlsOptional();
            }

            @Override
            public CompletionStage<Acceptance> commit() {
                return synced.thenApply(now -> {
                    if (acceptance == Acceptance.ACCEPTED) letters.add(new Letter(agreed, octets.toByteArray()));
                    return acceptance;
                });
            }

            @Override
            public void close() {
                if (!closed) open--;
                closed = true;
            }
        };
    }
}
