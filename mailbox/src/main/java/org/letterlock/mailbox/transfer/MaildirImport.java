package org.letterlock.mailbox.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailAccount;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.StoreResult;
import org.letterlock.mailbox.transfer.TransferReport.Loss;

/**
 * Brings a Maildir into an account, with its folders as Maildir++ and Dovecot lay them out ({@code .Sent}, {@code .a.b}): flags,
 * keywords, dates (the time of the file), subscriptions, and UIDs with their UIDVALIDITY where there is a {@code
 * dovecot-uidlist}. Messages come in lots; a second run goes on where the first stopped, and of a whole import it finds all
 * there. Nobody else should change the Maildir meanwhile: a file that is renamed is left out, and said so.
 */
public final class MaildirImport {
    private static final int PIECE = 64 * 1024;
    private final MailStore store;
    private final MailAccount account;
    private final ImportSettings settings;
    private final TransferReport report = new TransferReport();

    private MaildirImport(MailStore store, MailAccount account, ImportSettings settings) {
        this.store = store;
        this.account = account;
        this.settings = settings;
    }

    /** All folders: the messages of {@code maildir} itself into INBOX. */
    public static TransferReport all(MailStore store, MailAccount account, Path maildir, ImportSettings settings)
            throws TransferException {
        var work = new MaildirImport(store, account, settings);
        try {
            work.all(maildir);
        } catch (IOException e) {
            throw new TransferException(maildir + " cannot be read: " + e, e);
        }
        return work.report;
    }

    /** The messages of {@code maildir} itself, and of no folder in it, into {@code mailbox}. */
    public static TransferReport one(
            MailStore store, MailAccount account, Path maildir, MailboxName mailbox, ImportSettings settings)
            throws TransferException {
        var work = new MaildirImport(store, account, settings);
        try (var folder = Folder.open(maildir)) {
            if (!isMaildir(folder)) throw new TransferException(maildir + " is no Maildir: it has neither cur nor new");
            work.mailbox(folder, mailbox);
        } catch (IOException e) {
            throw new TransferException(maildir + " cannot be read: " + e, e);
        }
        return work.report;
    }

    private void all(Path maildir) throws IOException, TransferException {
        var folders = new TreeMap<MailboxName, String>();
        try (var root = Folder.open(maildir)) {
            boolean inbox = isMaildir(root);
            for (var name : sorted(root.names())) {
                if (!root.hasFolder(name)) {
                    if (name.startsWith(".")
                            && root.attributes(name)
                                    .filter(a -> a.isSymbolicLink())
                                    .isPresent())
                        report.lost(Loss.MAILBOX_LEFT_OUT, root.where(name) + ": a symbolic link");
                    continue;
                }
                folder(root, name, folders);
            }
            if (!inbox && folders.isEmpty())
                throw new TransferException(maildir + " is no Maildir: it has neither cur nor new");
            if (inbox) mailbox(root, MailboxName.INBOX);
            for (var folder : folders.entrySet()) {
                try (var opened = root.folder(folder.getValue())) {
                    mailbox(opened, folder.getKey());
                }
            }
            subscriptions(root);
        }
    }

    private void folder(Folder root, String name, Map<MailboxName, String> folders) throws IOException {
        boolean isMail;
        try (var folder = root.folder(name)) {
            isMail = isMaildir(folder);
            if (!isMail && name.startsWith(".")) noFolders(folder);
        }
        if (!isMail || (name.length() == 3 && Set.of("cur", "new", "tmp").contains(name))) return;
        var where = root.where(name);
        if (!name.startsWith(".")) {
            report.lost(Loss.MAILBOX_LEFT_OUT, where + ": no folder as Maildir++ names them");
            return;
        }
        var mailbox = MailboxFileName.read(name.substring(1), settings.utf8Names());
        if (mailbox.isEmpty())
            report.lost(
                    Loss.MAILBOX_LEFT_OUT,
                    where + ": its name is not in " + (settings.utf8Names() ? "UTF-8" : "modified UTF-7"));
        else if (mailbox.get().isInbox() || folders.putIfAbsent(mailbox.get(), name) != null)
            report.lost(Loss.MAILBOX_LEFT_OUT, where + ": another folder has that name");
    }

    /** Says where something else is in the place of {@code cur} and {@code new}. */
    private void noFolders(Folder maildir) {
        for (var folder : List.of("cur", "new")) {
            if (!maildir.hasFolder(folder) && maildir.attributes(folder).isPresent())
                report.lost(Loss.MAILBOX_LEFT_OUT, maildir.where(folder) + ": is no folder");
        }
    }

    private static boolean isMaildir(Folder folder) {
        return folder.hasFolder("cur") || folder.hasFolder("new");
    }

    private static List<String> sorted(List<String> names) {
        return names.stream().sorted().toList();
    }

    // ---------------------------------------------------------------- one mailbox

    /** A message's file; {@code uid} is 0 where the list has none. */
    private record Found(String folder, String name, MaildirFile file, long uid) {}

    private void mailbox(Folder maildir, MailboxName name) throws IOException, TransferException {
        noFolders(maildir);
        var found = new ArrayList<Found>();
        for (var folder : List.of("cur", "new")) {
            if (!maildir.hasFolder(folder)) continue;
            try (var opened = maildir.folder(folder)) {
                for (var file : opened.names()) {
                    if (!file.startsWith(".")) found.add(new Found(folder, file, MaildirFile.of(file), 0));
                }
            }
        }
        var uids = settings.keepUids() ? uids(maildir, found) : Optional.<UidList>empty();
        var letters = keywords(maildir);
        var messages = ordered(found, uids);
        found.clear();
        try (var intake = Intake.open(store, account, name, uids.map(UidList::uidValidity), settings.append(), report);
                var cur = open(maildir, "cur");
                var fresh = open(maildir, "new")) {
            for (var message : messages) {
                var folder = message.folder().equals("cur") ? cur : fresh;
                message(intake, folder.orElseThrow(), message, letters);
            }
            intake.finish(uids.map(UidList::uidNext).orElse(1L));
        }
    }

    /** A folder that may not be there, to be closed. */
    private record Maybe(Optional<Folder> folder) implements AutoCloseable {
        Folder orElseThrow() {
            return folder.orElseThrow();
        }

        @Override
        public void close() throws IOException {
            if (folder.isPresent()) folder.get().close();
        }
    }

    private static Maybe open(Folder maildir, String name) throws IOException {
        return new Maybe(maildir.hasFolder(name) ? Optional.of(maildir.folder(name)) : Optional.empty());
    }

    private Optional<UidList> uids(Folder maildir, List<Found> found) throws IOException, TransferException {
        if (!maildir.hasFile(UidList.FILE)) return Optional.empty();
        var there = found.stream().map(f -> f.file().base()).collect(Collectors.toCollection(HashSet::new));
        try (var in = stream(maildir, UidList.FILE)) {
            return Optional.of(UidList.read(in, maildir.where(UidList.FILE), there::contains));
        }
    }

    private KeywordLetters keywords(Folder maildir) throws IOException, TransferException {
        if (!maildir.hasFile(KeywordLetters.FILE)) return KeywordLetters.NONE;
        try (var in = stream(maildir, KeywordLetters.FILE)) {
            return KeywordLetters.read(in, maildir.where(KeywordLetters.FILE));
        }
    }

    /** By UID; those without one behind, by time and name, with those that come next. */
    private static List<Found> ordered(List<Found> found, Optional<UidList> uids) {
        var left = uids.map(UidList::uids).map(TreeMap::new).orElseGet(TreeMap::new);
        var ordered = new ArrayList<Found>(found.size());
        for (var f : found) {
            var uid = left.remove(f.file().base()); // a base that comes twice has the UID once
            ordered.add(new Found(f.folder(), f.name(), f.file(), uid == null ? 0 : uid));
        }
        ordered.sort(Comparator.comparingLong((Found f) -> f.uid() == 0 ? Long.MAX_VALUE : f.uid())
                .thenComparingLong(f -> f.file().second())
                .thenComparing(Found::name));
        if (uids.isEmpty()) return ordered;
        long next = uids.get().uidNext();
        for (int i = 0; i < ordered.size(); i++) {
            var f = ordered.get(i);
            if (f.uid() == 0) ordered.set(i, new Found(f.folder(), f.name(), f.file(), next++));
        }
        return ordered;
    }

    private void message(Intake intake, Folder folder, Found message, KeywordLetters letters) throws TransferException {
        var where = folder.where(message.name());
        var attributes = folder.attributes(message.name());
        if (attributes.isEmpty() || !attributes.get().isRegularFile()) {
            report.lost(
                    Loss.LEFT_OUT,
                    where
                            + (attributes.isEmpty()
                                    ? ": is gone, or has a name in no known characters"
                                    : ": is no file"));
            return;
        }
        var date = InternalDate.of(attributes.get().lastModifiedTime().toInstant());
        if (intake.has(message.uid(), date)) return;
        var spool = intake.spool(attributes.get().size());
        boolean taken = false;
        try (var file = folder.file(message.name())) {
            copy(file, new CrlfEnds(Intake.into(spool)));
            taken = true;
            intake.add(spool, message.uid(), message.file().flags(letters), date, where);
        } catch (IOException e) {
            report.lost(
                    Loss.LEFT_OUT, where + ": cannot be read: " + e.getClass().getSimpleName());
        } catch (StoreException e) {
            throw new TransferException(where + ": the store failed: " + e.getMessage(), e);
        } finally {
            if (!taken) spool.close();
        }
    }

    private static void copy(SeekableByteChannel file, Octets to) throws IOException {
        var buffer = ByteBuffer.allocate(PIECE);
        while (file.read(buffer) >= 0) {
            to.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
        to.end();
    }

    private void subscriptions(Folder root) throws IOException, TransferException {
        if (!root.hasFile(Subscriptions.FILE)) return;
        try (var in = stream(root, Subscriptions.FILE)) {
            var where = root.where(Subscriptions.FILE);
            for (var name : Subscriptions.read(in, where, settings.utf8Names(), report)) {
                if (account.subscribe(name, true).toCompletableFuture().join()
                        instanceof StoreResult.Refused<Boolean> refused)
                    report.lost(Loss.SUBSCRIPTION, where + ": " + name + ": " + refused.detail());
            }
        }
    }

    private static InputStream stream(Folder folder, String name) throws IOException {
        return Channels.newInputStream(folder.file(name));
    }
}
