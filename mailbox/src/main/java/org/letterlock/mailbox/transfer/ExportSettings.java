package org.letterlock.mailbox.transfer;

/**
 * How mail is written.
 *
 * @param crlf whether lines end in CRLF, as in the store, and messages stay octet by octet as they are; else in LF, as
 *     programs that read files expect
 * @param utf8Names whether folders have names in UTF-8, else in modified UTF-7
 * @param quoting of an mbox
 * @param ownFields whether flags, keywords, UIDs and UIDVALIDITY are written into the header of each message of an mbox
 */
public record ExportSettings(boolean crlf, boolean utf8Names, MboxQuoting quoting, boolean ownFields) {
    public static final ExportSettings DEFAULTS = new ExportSettings(false, false, MboxQuoting.MBOXRD, false);

    public ExportSettings withCrlf(boolean crlf) {
        return new ExportSettings(crlf, utf8Names, quoting, ownFields);
    }

    public ExportSettings withUtf8Names(boolean utf8Names) {
        return new ExportSettings(crlf, utf8Names, quoting, ownFields);
    }

    public ExportSettings withQuoting(MboxQuoting quoting) {
        return new ExportSettings(crlf, utf8Names, quoting, ownFields);
    }

    public ExportSettings withOwnFields(boolean ownFields) {
        return new ExportSettings(crlf, utf8Names, quoting, ownFields);
    }
}
