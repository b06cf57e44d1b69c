package org.letterlock.mailbox.transfer;

import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * How mail is read.
 *
 * @param append puts messages behind those of a mailbox that is not empty, with new UIDs; else such a mailbox is refused
 *     unless an earlier import of the same mail was there, which goes on where it stopped
 * @param keepUids whether the UIDs and UIDVALIDITY that the source knows are asked for
 * @param utf8Names whether folders have names in UTF-8, else in modified UTF-7
 * @param quoting of an mbox
 * @param zone in which the From_ lines of an mbox tell time, where they name none
 */
public record ImportSettings(boolean append, boolean keepUids, boolean utf8Names, MboxQuoting quoting, ZoneId zone) {
    public static final ImportSettings DEFAULTS =
            new ImportSettings(false, true, false, MboxQuoting.MBOXRD, ZoneOffset.UTC);

    public ImportSettings withAppend(boolean append) {
        return new ImportSettings(append, keepUids, utf8Names, quoting, zone);
    }

    public ImportSettings withKeepUids(boolean keepUids) {
        return new ImportSettings(append, keepUids, utf8Names, quoting, zone);
    }

    public ImportSettings withUtf8Names(boolean utf8Names) {
        return new ImportSettings(append, keepUids, utf8Names, quoting, zone);
    }

    public ImportSettings withQuoting(MboxQuoting quoting) {
        return new ImportSettings(append, keepUids, utf8Names, quoting, zone);
    }

    public ImportSettings withZone(ZoneId zone) {
        return new ImportSettings(append, keepUids, utf8Names, quoting, zone);
    }
}
