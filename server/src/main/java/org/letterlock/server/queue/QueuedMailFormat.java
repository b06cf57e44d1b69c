package org.letterlock.server.queue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.letterlock.mailbox.StoreException;
import org.letterlock.smtp.Envelope;
import org.letterlock.smtp.Envelope.OnwardTls;
import org.letterlock.smtp.address.ForwardPath;
import org.letterlock.smtp.address.Mailbox;
import org.letterlock.smtp.address.ReversePath;

/**
 * An entry as octets in the store: a version, then the parts in their order. What another version wrote is refused, never guessed; an
 * entry whose sender said nothing of TLS is written as the first version had it, any other so that the first version refuses it.
 */
final class QueuedMailFormat {
    private static final int FIRST = 1;
    private static final int WITH_TLS = 2;
    private static final int HELD = 1;
    private static final int DELAY_TOLD = 2;
    private static final int SMTP_UTF8 = 4;
    private static final int TLS_REQUIRED = 8;
    private static final int TLS_OPTIONAL = 16;
    private static final List<String> EVENTS = List.of("NEVER", "SUCCESS", "FAILURE", "DELAY");

    private QueuedMailFormat() {}

    static ByteBuffer write(QueuedMail mail) {
        var octets = new ByteArrayOutputStream(256);
        try (var out = new DataOutputStream(octets)) {
            int tls = tls(mail.onwardTls());
            out.writeByte(tls == 0 ? FIRST : WITH_TLS);
            out.writeByte((mail.held() ? HELD : 0)
                    | (mail.delayTold() ? DELAY_TOLD : 0)
                    | (mail.smtpUtf8() ? SMTP_UTF8 : 0)
                    | tls);
            out.writeByte(mail.kind().ordinal());
            out.writeByte(mail.body().ordinal());
            out.writeLong(mail.arrived().getEpochSecond());
            out.writeLong(mail.due().getEpochSecond());
            out.writeInt(mail.attempts());
            out.writeUTF(mail.id());
            out.writeUTF(mail.domain());
            mailbox(out, mail.from().mailbox());
            text(out, mail.ret());
            text(out, mail.envelopeId());
            out.writeUTF(mail.trouble());
            out.writeInt(mail.recipients().size());
            for (var recipient : mail.recipients()) {
                mailbox(out, Optional.of(recipient.path().mailbox()));
                int events = 0;
                for (var event : recipient.notifyOn()) events |= 1 << EVENTS.indexOf(event);
                out.writeByte(events);
                text(out, recipient.originalRecipient());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // of a text beyond 64 KiB, which no command line holds
        }
        return ByteBuffer.wrap(octets.toByteArray());
    }

    /** @throws StoreException for what no entry of this version is */
    static QueuedMail read(ByteBuffer state) {
        var octets = new byte[state.remaining()];
        state.duplicate().get(octets);
        try (var in = new DataInputStream(new ByteArrayInputStream(octets))) {
            int version = in.readByte();
            if (version != FIRST && version != WITH_TLS)
                throw new StoreException("an entry of the queue has version " + version);
            int flags = in.readByte();
            var kind = QueuedMail.Kind.values()[in.readByte()];
            var body = Envelope.BodyType.values()[in.readByte()];
            var arrived = Instant.ofEpochSecond(in.readLong());
            var due = Instant.ofEpochSecond(in.readLong());
            int attempts = in.readInt();
            var id = in.readUTF();
            var domain = in.readUTF();
            var from = new ReversePath(mailbox(in));
            var ret = text(in);
            var envelopeId = text(in);
            var trouble = in.readUTF();
            return new QueuedMail(
                    id,
                    arrived,
                    from,
                    domain,
                    recipients(in),
                    body,
                    (flags & SMTP_UTF8) != 0,
                    ret,
                    envelopeId,
                    (flags & TLS_REQUIRED) != 0
                            ? OnwardTls.REQUIRED
                            : (flags & TLS_OPTIONAL) != 0 ? OnwardTls.OPTIONAL : OnwardTls.USUAL,
                    kind,
                    (flags & HELD) != 0,
                    (flags & DELAY_TOLD) != 0,
                    attempts,
                    due,
                    trouble);
        } catch (IOException | RuntimeException e) {
            if (e instanceof StoreException known) throw known;
            throw new StoreException("an entry of the queue cannot be read", e);
        }
    }

    private static int tls(OnwardTls wish) {
        return switch (wish) {
            case REQUIRED -> TLS_REQUIRED;
            case USUAL -> 0;
            case OPTIONAL -> TLS_OPTIONAL;
        };
    }

    private static List<Envelope.Recipient> recipients(DataInputStream in) throws IOException {
        int count = in.readInt();
        var recipients = new ArrayList<Envelope.Recipient>();
        for (int i = 0; i < count; i++) {
            var path = new ForwardPath(mailbox(in).orElseThrow());
            int events = in.readByte();
            var notifyOn = EVENTS.stream()
                    .filter(e -> (events & 1 << EVENTS.indexOf(e)) != 0)
                    .toList();
            recipients.add(new Envelope.Recipient(path, notifyOn, text(in)));
        }
        return recipients;
    }

    private static void text(DataOutputStream out, Optional<String> text) throws IOException {
        out.writeBoolean(text.isPresent());
        if (text.isPresent()) out.writeUTF(text.get());
    }

    private static Optional<String> text(DataInputStream in) throws IOException {
        return in.readBoolean() ? Optional.of(in.readUTF()) : Optional.empty();
    }

    private static void mailbox(DataOutputStream out, Optional<Mailbox> mailbox) throws IOException {
        out.writeBoolean(mailbox.isPresent());
        if (mailbox.isEmpty()) return;
        out.writeUTF(mailbox.get().localPart());
        out.writeUTF(mailbox.get().domain());
    }

    private static Optional<Mailbox> mailbox(DataInputStream in) throws IOException {
        if (!in.readBoolean()) return Optional.empty();
        var localPart = in.readUTF();
        return Optional.of(new Mailbox(localPart, in.readUTF()));
    }
}
