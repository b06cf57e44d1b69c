package org.letterlock.mailbox.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.letterlock.mailbox.MailboxName;

/** Dovecot's {@code subscriptions}: a name a line; in version 2 with a tab between levels, before that with a dot. */
final class Subscriptions {
    static final String FILE = "subscriptions";
    private static final String VERSION_2 = "V\t2";

    private Subscriptions() {}

    static List<MailboxName> read(InputStream in, String file, boolean utf8, TransferReport report)
            throws IOException, TransferException {
        var names = new ArrayList<MailboxName>();
        var version = new int[] {1};
        TextLines.read(in, file, (line, number) -> {
            if (number == 1 && line.equals(VERSION_2)) {
                version[0] = 2;
            } else if (!line.isEmpty()) {
                var levels = List.of(line.split(version[0] == 2 ? "\t" : "[./]", -1));
                var name = MailboxFileName.read(levels, utf8);
                if (name.isPresent()) names.add(name.get());
                else report.lost(TransferReport.Loss.SUBSCRIPTION, file + ":" + number);
            }
        });
        return names;
    }

    static String text(Collection<MailboxName> names, boolean utf8) {
        var text = new StringBuilder(VERSION_2).append("\n\n");
        for (var name : names) {
            var levels = new ArrayList<String>();
            for (var level : name.value().split("/"))
                levels.add(MailboxFileName.writeLevel(level, levels.isEmpty(), utf8));
            text.append(String.join("\t", levels)).append('\n');
        }
        return text.toString();
    }
}
