package org.letterlock.server.storage;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import org.letterlock.mailbox.MailStore;
import org.letterlock.mailbox.StoreException;
import org.letterlock.mailbox.store.CheckReport;
import org.letterlock.mailbox.store.DiskStore;
import org.letterlock.mailbox.store.Finding;
import org.letterlock.server.admin.AdminAnswer;
import org.letterlock.server.admin.AdminCommands;
import org.letterlock.server.admin.AdminRefusal;
import org.letterlock.server.admin.AdminRequest;
import org.letterlock.server.log.JsonObject;

/** What can be asked of an open store: {@code store.stats}, {@code store.check} and so on. */
public final class StoreOffers {
    /** Percent of live octets: of a file with fewer, what is live is written again elsewhere. */
    private static final int COMPACT_BELOW = 90;

    private final MailStore store;

    private StoreOffers(MailStore store) {
        this.store = store;
    }

    /** Adds them to what is offered, for as long as {@code store} is open. */
    public static void offer(AdminCommands commands, MailStore store) {
        var offers = new StoreOffers(store);
        commands.add("store.stats", "says how much mail there is, and in which files", offers::stats)
                .add(
                        "store.check",
                        "reads all mail and the log, and names what is damaged or other than the log says",
                        offers::check)
                .add(
                        "store.repair",
                        "as check, mends what is other than the log says, writes the index anew and may drop what cannot be read",
                        offers::repair)
                .add("store.backup", "copies the store as it is now", offers::backup)
                .add("store.compact", "gives back the room of mail that is gone", offers::compact);
    }

    private DiskStore onDisk() throws AdminRefusal {
        if (store instanceof DiskStore disk) return disk;
        throw new AdminRefusal("mail is kept in memory: there are no files");
    }

    private void stats(AdminRequest request, AdminAnswer answer) throws AdminRefusal {
        var disk = onDisk();
        var stats = disk.maintenance().stats();
        answer.line(new JsonObject()
                .put("accounts", stats.accounts())
                .put("mailboxes", stats.mailboxes())
                .put("messages", stats.messages())
                .put("queued", stats.queued())
                .put("bodies", stats.bodies())
                .put("body-octets", stats.bodyOctets())
                .put("log-files", stats.logFiles())
                .put("log-octets", stats.logOctets())
                .put("body-files", stats.bodyFiles())
                .put("body-file-octets", stats.bodyFileOctets())
                .put("index-octets", stats.indexOctets())
                .put("dead-octets", stats.deadOctets())
                .put("damaged", disk.findings().size())
                .put("takes-mail", disk.refusal().isEmpty()));
    }

    private void check(AdminRequest request, AdminAnswer answer) throws AdminRefusal {
        say(onDisk().maintenance().check(), false, answer);
    }

    private void repair(AdminRequest request, AdminAnswer answer) throws AdminRefusal {
        boolean drop = request.argument("drop").filter("true"::equals).isPresent();
        say(onDisk().maintenance().repair(drop), drop, answer);
    }

    private void say(CheckReport report, boolean dropped, AdminAnswer answer) throws AdminRefusal {
        var files = new LinkedHashSet<Finding>(onDisk().findings());
        files.addAll(report.files());
        for (var finding : files)
            answer.line(new JsonObject().put("trouble", finding.toString()).put("file", finding.file()));
        for (var difference : report.differences()) {
            var line = new JsonObject().put("trouble", difference.toString());
            var account = difference.account();
            var mailbox = difference.mailbox();
            if (account != null) line.put("account", account.value());
            if (mailbox != null) line.put("mailbox", mailbox.value());
            answer.line(line.put(account == null ? "queued" : "uid", difference.uid()));
        }
        for (var message : report.messages())
            answer.line(new JsonObject()
                    .put("trouble", message + (dropped ? "; dropped" : ""))
                    .put("account", message.account().value())
                    .put("mailbox", message.mailbox().value())
                    .put("uid", message.uid())
                    .put("dropped", dropped));
        for (var id : report.queued())
            answer.line(new JsonObject()
                    .put("trouble", "message " + id + " in the queue cannot be read" + (dropped ? "; dropped" : ""))
                    .put("queued", id)
                    .put("dropped", dropped));
        answer.line(new JsonObject()
                .put("bodies", report.bodies())
                .put("octets", report.octets())
                .put("unreadable", report.messages().size() + report.queued().size()));
    }

    private void backup(AdminRequest request, AdminAnswer answer) throws AdminRefusal {
        var disk = onDisk();
        var to = request.needed("to");
        try {
            var directory = Path.of(to);
            if (!directory.isAbsolute()) throw new AdminRefusal("a server has a folder of its own: say the whole path");
            disk.backup(directory);
            answer.line(new JsonObject().put("backup", directory.toString()));
        } catch (InvalidPathException e) {
            throw new AdminRefusal("no path: " + to);
        } catch (StoreException e) {
            throw new AdminRefusal(String.valueOf(e.getMessage()));
        }
    }

    private void compact(AdminRequest request, AdminAnswer answer) throws AdminRefusal {
        var done = onDisk().maintenance().compact(COMPACT_BELOW);
        answer.line(new JsonObject()
                .put("files", done.files())
                .put("octets", done.octets())
                .put("copied", done.copied()));
    }
}
