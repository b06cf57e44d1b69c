package org.letterlock.mailbox.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.BodySpool;
import org.letterlock.mailbox.Flags;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailAccount;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.SystemFlag;
import org.letterlock.mailbox.Uid;
import org.letterlock.mailbox.UidValidity;
import org.letterlock.mailbox.transfer.TransferReport.Loss;

/**
 * Brings mboxes into an account: the date of each From_ line; flags, keywords and UIDs as {@code Status}, {@code X-Status},
 * {@code X-Keywords}, {@code X-UID} and {@code X-IMAPbase} say them, which are taken out of the header; one {@code >} of each
 * quoted line. Runs again as {@link MaildirImport} does.
 */
public final class MboxImport {
    private final MailStore store;
    private final MailAccount account;
    private final ImportSettings settings;
    private final TransferReport report = new TransferReport();

    private MboxImport(MailStore store, MailAccount account, ImportSettings settings) {
        this.store = store;
        this.account = account;
        this.settings = settings;
    }

    /** One file into one mailbox. */
    public static TransferReport one(
            MailStore store, MailAccount account, Path mbox, MailboxName mailbox, ImportSettings settings)
            throws TransferException {
        var work = new MboxImport(store, account, settings);
        try (var in = Files.newInputStream(mbox)) {
            work.mailbox(in, mbox.toString(), mailbox);
        } catch (IOException e) {
            throw new TransferException(mbox + " cannot be read: " + e, e);
        }
        return work.report;
    }

    /** Each file of a folder into the mailbox it is named after, as {@link MboxExport#all} names them. */
    public static TransferReport all(MailStore store, MailAccount account, Path folder, ImportSettings settings)
            throws TransferException {
        var work = new MboxImport(store, account, settings);
        try {
            work.all(folder);
        } catch (IOException e) {
            throw new TransferException(folder + " cannot be read: " + e, e);
        }
        return work.report;
    }

    private void all(Path path) throws IOException, TransferException {
        try (var folder = Folder.open(path)) {
            var files = new TreeMap<MailboxName, String>();
            for (var file : folder.names().stream().sorted().toList()) {
                var where = folder.where(file);
                if (file.startsWith(".") || !folder.hasFile(file)) {
                    report.lost(Loss.OTHER_FILE, where);
                    continue;
                }
                var name = MailboxFileName.read(file, settings.utf8Names());
                if (name.isEmpty() || files.putIfAbsent(name.get(), file) != null)
                    report.lost(Loss.MAILBOX_LEFT_OUT, where + ": its name is no mailbox's");
            }
            for (var file : files.entrySet()) {
                try (var in = Channels.newInputStream(folder.file(file.getValue()))) {
                    mailbox(in, folder.where(file.getValue()), file.getKey());
                }
            }
        }
    }

    private void mailbox(InputStream in, String file, MailboxName name) throws IOException, TransferException {
        try (var arriving = new Arriving(file, name)) {
            MboxReader.read(in, file, settings.zone(), arriving);
            arriving.finish();
        } catch (StoreException e) {
            throw new TransferException(file + ": the store failed: " + e.getMessage(), e);
        }
    }

    /** The messages of one file, one after the other. */
    private final class Arriving implements MboxReader.Messages, AutoCloseable {
        private final String file;
        private final MailboxName name;
        private @Nullable Intake intake; // there once the first message said what UIDs there are
        private @Nullable Current current;
        private boolean numbered; // the file has an UIDVALIDITY, so its UIDs mean something
        private long uidNext = 1;
        private boolean first = true;

        Arriving(String file, MailboxName name) {
            this.file = file;
            this.name = name;
        }

        @Override
        public void begin(Instant date, long line) throws TransferException {
            current = new Current(date, file + ":" + line);
        }

        @Override
        public void octets(byte[] octets, int from, int to) throws IOException {
            if (current != null) current.octets.write(octets, from, to);
        }

        @Override
        public void unseparated(long line) {
            report.lost(Loss.UNSEPARATED, file + ":" + line);
        }

        @Override
        public void end() throws IOException, TransferException {
            var message = current;
            if (message == null) return;
            current = null;
            message.octets.end();
            var fields = message.fields.values();
            boolean pseudo = first && fields.containsKey("x-imap");
            if (first) base(fields.get(pseudo ? "x-imap" : "x-imapbase"));
            first = false;
            var to = intake();
            long uid = numbered && !pseudo ? uid(fields.get("x-uid")) : 0;
            var date = InternalDate.of(message.date);
            if (pseudo || to.has(uid, date)) message.spool.close(); // a pseudo message only holds the field
            else to.add(message.spool, uid, flags(fields), date, message.where);
        }

        private Intake intake() throws TransferException {
            if (intake == null) intake = Intake.open(store, account, name, validity, settings.append(), report);
            return intake;
        }

        private Optional<UidValidity> validity = Optional.empty();

        /** {@code UIDVALIDITY lastUID keyword...} */
        private void base(@Nullable String value) {
            if (value == null || !settings.keepUids()) return;
            var words = value.split("\\s+");
            long uidValidity = number(words[0]);
            if (uidValidity == 0) return;
            numbered = true;
            validity = Optional.of(new UidValidity(uidValidity));
            if (words.length > 1) uidNext = Math.min(number(words[1]) + 1, Uid.MAX);
        }

        /** A message without one came after the others. */
        private long uid(@Nullable String value) {
            long uid = value == null ? 0 : number(value);
            if (uid == 0) uid = uidNext;
            uidNext = Math.max(uidNext, uid + 1);
            return uid;
        }

        /** 0 for what is none. */
        private static long number(String digits) {
            if (!digits.matches("[0-9]{1,10}")) return 0;
            long n = Long.parseLong(digits);
            return n > Uid.MAX ? 0 : n;
        }

        void finish() throws TransferException {
            intake().finish(uidNext);
        }

        @Override
        public void close() {
            if (current != null) current.spool.close();
            if (intake != null) intake.close();
        }
    }

    /** The message that is being read. */
    private final class Current {
        final Instant date;
        final String where;
        final BodySpool spool;
        final OwnFields fields;
        final Octets octets;

        Current(Instant date, String where) throws TransferException {
            this.date = date;
            this.where = where;
            try {
                spool = store.spool(0);
            } catch (StoreException e) {
                throw new TransferException(where + ": the store takes no message: " + e.getMessage(), e);
            }
            fields = new OwnFields(new CrlfEnds(Intake.into(spool)));
            octets = FromQuoting.remove(settings.quoting(), fields);
        }
    }

    static Flags flags(Map<String, String> fields) {
        var system = EnumSet.noneOf(SystemFlag.class);
        var letters = fields.getOrDefault("status", "") + fields.getOrDefault("x-status", "");
        for (int i = 0; i < letters.length(); i++) {
            switch (letters.charAt(i)) {
                case 'R' -> system.add(SystemFlag.SEEN);
                case 'A' -> system.add(SystemFlag.ANSWERED);
                case 'F' -> system.add(SystemFlag.FLAGGED);
                case 'T' -> system.add(SystemFlag.DRAFT);
                case 'D' -> system.add(SystemFlag.DELETED);
                default -> {} // O: old; others are unknown
            }
        }
        var keywords = new ArrayList<String>();
        for (var word : fields.getOrDefault("x-keywords", "").split("\\s+")) if (!word.isEmpty()) keywords.add(word);
        return Flags.of(system, List.copyOf(keywords));
    }
}
