package org.letterlock.mailbox.transfer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import org.letterlock.mailbox.MailAccount;
import org.letterlock.mailbox.Mailbox;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.Message;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.transfer.TransferReport.Loss;

/**
 * Writes an account as a Maildir that Dovecot takes over: folders {@code .Sent}, {@code .a.b}, flags and keywords in the
 * names, the date as the time of the file, UIDs and UIDVALIDITY in {@code dovecot-uidlist}, subscriptions. Each message is
 * written in {@code tmp}, forced to the disk and renamed into {@code cur}; the whole gets its name at the end, see {@code
 * NewFiles}.
 */
public final class MaildirExport {
    private final ExportSettings settings;
    private final TransferReport report = new TransferReport();

    private MaildirExport(ExportSettings settings) {
        this.settings = settings;
    }

    /** All mailboxes of {@code account}; {@code target} is not there yet. */
    public static TransferReport all(MailAccount account, Path target, ExportSettings settings)
            throws TransferException {
        var work = new MaildirExport(settings);
        var partial = NewFiles.partial(target);
        try {
            work.all(account, NewFiles.folder(partial));
            NewFiles.folderDone(partial, target);
        } catch (IOException | InvalidPathException e) {
            throw new TransferException(target + " cannot be written: " + e, e);
        }
        return work.report;
    }

    /** One mailbox, as a Maildir without folders. */
    public static TransferReport one(Mailbox mailbox, Path target, ExportSettings settings) throws TransferException {
        var work = new MaildirExport(settings);
        var partial = NewFiles.partial(target);
        try {
            work.mailbox(mailbox, NewFiles.folder(partial));
            NewFiles.folderDone(partial, target);
        } catch (IOException | InvalidPathException e) {
            throw new TransferException(target + " cannot be written: " + e, e);
        }
        return work.report;
    }

    private void all(MailAccount account, Path root) throws IOException {
        var subscribed = new ArrayList<MailboxName>();
        for (var entry : account.list()) {
            if (entry.subscribed()) subscribed.add(entry.name());
            if (!entry.uses().isEmpty()) report.lost(Loss.SPECIAL_USE, entry.name() + ": " + entry.uses());
            var mailbox = entry.selectable() ? account.open(entry.name()) : java.util.Optional.<Mailbox>empty();
            if (mailbox.isEmpty()) continue;
            if (entry.name().isInbox()) {
                mailbox(mailbox.get(), root);
                continue;
            }
            var name = MailboxFileName.write(entry.name(), settings.utf8Names());
            if (name.isEmpty()) {
                report.lost(Loss.MAILBOX_LEFT_OUT, entry.name() + ": too long a name for a folder");
                continue;
            }
            var folder = NewFiles.folder(root.resolve("." + name.get()));
            NewFiles.write(folder.resolve("maildirfolder"), "");
            mailbox(mailbox.get(), folder);
        }
        if (!subscribed.isEmpty())
            NewFiles.write(root.resolve(Subscriptions.FILE), Subscriptions.text(subscribed, settings.utf8Names()));
    }

    private void mailbox(Mailbox mailbox, Path folder) throws IOException {
        report.mailbox();
        var tmp = NewFiles.folder(folder.resolve("tmp"));
        var cur = NewFiles.folder(folder.resolve("cur"));
        NewFiles.folder(folder.resolve("new"));
        var letters = KeywordLetters.of(mailbox.keywords());
        var view = mailbox.view();
        try (var list = NewFiles.file(folder.resolve(UidList.FILE));
                var out = NewFiles.buffered(list)) {
            out.write(UidList.header(mailbox.uidValidity(), view.uidNext()).getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < view.count(); i++) {
                var message = view.message(i);
                var where = mailbox.name() + " UID " + message.uid().value();
                try {
                    var base = message(message, where, mailbox, tmp, cur, letters);
                    out.write(UidList.line(message.uid(), base).getBytes(StandardCharsets.UTF_8));
                } catch (StoreException e) { // its octets are damaged: the others are not
                    Files.deleteIfExists(tmp.resolve(name(message, mailbox)));
                    report.lost(Loss.LEFT_OUT, where + ": " + e.getMessage());
                }
            }
            out.flush();
            list.force(true);
        }
        if (!letters.isEmpty()) NewFiles.write(folder.resolve(KeywordLetters.FILE), letters.text());
        NewFiles.sync(cur);
        NewFiles.sync(folder);
    }

    /** Nobody else in that folder has it: there is one message of a UID. */
    private static String name(Message message, Mailbox mailbox) {
        return Math.max(0, message.internalDate().epochSecond()) + ".V"
                + mailbox.uidValidity().value() + "U" + message.uid().value() + ".letterlock";
    }

    /** Gives the part of the name that stays. */
    private String message(Message message, String where, Mailbox mailbox, Path tmp, Path cur, KeywordLetters letters)
            throws IOException {
        var name = name(message, mailbox);
        var file = tmp.resolve(name);
        String base;
        try (var channel = NewFiles.file(file);
                var buffered = NewFiles.buffered(channel)) {
            var counted = new CountedOutput(buffered);
            var lines = new LfEnds(counted);
            NewFiles.copy(message.body(), settings.crlf() ? counted : lines);
            buffered.flush();
            NewFiles.finish(
                    file, channel, Instant.ofEpochSecond(message.internalDate().epochSecond()));
            if (settings.crlf() ? counted.crlfSize() != counted.size() : lines.ambiguous())
                report.lost(Loss.LINE_ENDS, where);
            base = name + ",S=" + counted.size() + ",W=" + counted.crlfSize();
        }
        for (var keyword : message.flags().keywords()) {
            if (letters.has(keyword)) continue;
            report.lost(Loss.KEYWORDS, where + ": " + keyword);
            break;
        }
        Files.move(
                file,
                cur.resolve(MaildirFile.of(base, message.flags(), letters).name()),
                StandardCopyOption.ATOMIC_MOVE);
        report.message(message.size());
        return base;
    }
}
