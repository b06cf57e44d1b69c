package org.letterlock.mailbox.transfer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.MailAccount;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.Message;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.SystemFlag;
import org.letterlock.mailbox.transfer.TransferReport.Loss;

/**
 * Writes mailboxes as mboxes: a From_ line with the date in UTC, the message with its lines quoted, an empty line. If asked
 * for, flags, keywords, UIDs and UIDVALIDITY stand in fields of the header, as Dovecot and others write them there. A file gets
 * its name when all of it is on the disk, see {@code NewFiles}.
 */
public final class MboxExport {
    private final ExportSettings settings;
    private final TransferReport report = new TransferReport();

    private MboxExport(ExportSettings settings) {
        this.settings = settings;
    }

    /** Each mailbox of {@code account} as a file of the folder {@code target}, which is not there yet. */
    public static TransferReport all(MailAccount account, Path target, ExportSettings settings)
            throws TransferException {
        var work = new MboxExport(settings);
        var partial = NewFiles.partial(target);
        try {
            NewFiles.folder(partial);
            for (var entry : account.list()) {
                if (!entry.uses().isEmpty()) work.report.lost(Loss.SPECIAL_USE, entry.name() + ": " + entry.uses());
                var mailbox = entry.selectable() ? account.open(entry.name()) : Optional.<Mailbox>empty();
                if (mailbox.isEmpty()) continue;
                var name = MailboxFileName.write(entry.name(), settings.utf8Names());
                if (name.isEmpty())
                    work.report.lost(Loss.MAILBOX_LEFT_OUT, entry.name() + ": too long a name for a file");
                else work.mailbox(mailbox.get(), partial.resolve(name.get()));
            }
            NewFiles.folderDone(partial, target);
        } catch (IOException | InvalidPathException e) {
            throw new TransferException(target + " cannot be written: " + e, e);
        }
        return work.report;
    }

    /** One mailbox as one file. */
    public static TransferReport one(Mailbox mailbox, Path target, ExportSettings settings) throws TransferException {
        var work = new MboxExport(settings);
        var partial = NewFiles.partial(target);
        try {
            work.mailbox(mailbox, partial);
            NewFiles.fileDone(partial, target);
        } catch (IOException | InvalidPathException e) {
            throw new TransferException(target + " cannot be written: " + e, e);
        }
        return work.report;
    }

    private void mailbox(Mailbox mailbox, Path file) throws IOException {
        report.mailbox();
        var view = mailbox.view();
        try (var channel = NewFiles.file(file);
                var out = NewFiles.buffered(channel)) {
            boolean first = true;
            for (int i = 0; i < view.count(); i++) {
                var message = view.message(i);
                var where = mailbox.name() + " UID " + message.uid().value();
                try {
                    readable(message.body());
                } catch (StoreException e) { // its octets are damaged: the others are not
                    report.lost(Loss.LEFT_OUT, where + ": " + e.getMessage());
                    continue;
                }
                message(message, where, out, first ? base(mailbox, view) : "");
                first = false;
                report.message(message.size());
            }
            out.flush();
            channel.force(true);
        }
    }

    /** Reads it once for nothing, since what is in the file stays there. @throws StoreException when it cannot be read */
    private static void readable(Body body) throws IOException {
        NewFiles.copy(body, (octets, from, to) -> {});
    }

    private void message(Message message, String where, OutputStream out, String base) throws IOException {
        var lineEnd = settings.crlf() ? "\r\n" : "\n";
        var from = FromLine.write(Instant.ofEpochSecond(message.internalDate().epochSecond()));
        var head = new StringBuilder(from);
        boolean folded = beginsFolded(message.body());
        if (settings.ownFields() && !folded) head.append(base).append(fields(message));
        out.write(head.toString().replace("\n", lineEnd).getBytes(StandardCharsets.UTF_8));
        var counted = new CountedOutput(out);
        var quoted = FromQuoting.add(settings.quoting(), counted);
        var filtered = new OwnFields(quoted);
        var content = settings.ownFields() ? filtered : quoted;
        var lines = new LfEnds(content);
        NewFiles.copy(message.body(), settings.crlf() ? content : lines);
        boolean lineMissing = !counted.endsInLf();
        if (lineMissing) out.write(lineEnd.getBytes(StandardCharsets.UTF_8));
        out.write(lineEnd.getBytes(StandardCharsets.UTF_8));
        if (lineMissing || (settings.crlf() ? counted.crlfSize() != counted.size() : lines.ambiguous()))
            report.lost(Loss.LINE_ENDS, where);
        if (quoted.ambiguous()) report.lost(Loss.QUOTING, where);
        if (!filtered.values().isEmpty()) report.lost(Loss.FIELDS, where);
        if (settings.ownFields() && folded) report.lost(Loss.FIELDS, where + ": its first line would continue them");
    }

    private static boolean beginsFolded(Body body) {
        if (body.size() == 0) return false;
        byte first = body.read(0, 1).get();
        return first == ' ' || first == '\t';
    }

    private static String base(Mailbox mailbox, Mailbox.View view) {
        var base = new StringBuilder("X-IMAPbase: " + mailbox.uidValidity().value() + " ");
        base.append(String.format(java.util.Locale.ROOT, "%010d", view.uidNext() - 1));
        for (var keyword : mailbox.keywords()) base.append(' ').append(keyword);
        return base.append('\n').toString();
    }

    private static String fields(Message message) {
        var flags = message.flags();
        var text = new StringBuilder("X-UID: " + message.uid().value() + "\n");
        text.append("Status: ").append(flags.has(SystemFlag.SEEN) ? "RO" : "O").append('\n');
        var letters = (flags.has(SystemFlag.ANSWERED) ? "A" : "")
                + (flags.has(SystemFlag.FLAGGED) ? "F" : "")
                + (flags.has(SystemFlag.DRAFT) ? "T" : "")
                + (flags.has(SystemFlag.DELETED) ? "D" : "");
        if (!letters.isEmpty()) text.append("X-Status: ").append(letters).append('\n');
        if (!flags.keywords().isEmpty())
            text.append("X-Keywords: ")
                    .append(String.join(" ", flags.keywords()))
                    .append('\n');
        return text.toString();
    }
}
