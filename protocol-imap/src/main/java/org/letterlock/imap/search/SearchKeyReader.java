package org.letterlock.imap.search;

import org.letterlock.imap.grammar.ImapDate;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.imap.search.SearchKey.When;
import org.letterlock.mailbox.SystemFlag;
import org.letterlock.mailbox.mime.Envelope;

/** Reads one search key that is no combination. RFC 3501, 9: search-key. */
final class SearchKeyReader {
    private static final int MAX_TEXT = 8192;
    private static final int MAX_ELEMENTS = 1 << 16; // a line holds no more
    private final ImapReader in;

    SearchKeyReader(ImapReader in) {
        this.in = in;
    }

    SearchKey key() throws SyntaxException {
        int c = in.peek();
        if (c == '*' || c == '$' || c >= '0' && c <= '9')
            return new SearchKey.Numbers(in.sequenceSet(MAX_ELEMENTS), false);
        var word = in.word();
        return switch (word) {
            case "ALL" -> new SearchKey.All();
            case "ANSWERED", "DELETED", "DRAFT", "FLAGGED", "SEEN" ->
                new SearchKey.Flag(SystemFlag.valueOf(word), true);
            case "UNANSWERED", "UNDELETED", "UNDRAFT", "UNFLAGGED", "UNSEEN" ->
                new SearchKey.Flag(SystemFlag.valueOf(word.substring(2)), false);
            case "NEW" -> new SearchKey.New();
            case "OLD" -> new SearchKey.Recent(false);
            case "RECENT" -> new SearchKey.Recent(true);
            case "KEYWORD", "UNKEYWORD" -> {
                in.space();
                yield new SearchKey.Keyword(in.atom(), word.equals("KEYWORD"));
            }
            case "LARGER", "SMALLER" -> {
                in.space();
                yield new SearchKey.Size(in.number63(Long.MAX_VALUE), word.equals("LARGER"));
            }
            case "OLDER", "YOUNGER" -> {
                in.space();
                yield new SearchKey.Within(in.nzNumber(), word.equals("OLDER"));
            }
            case "MODSEQ" -> {
                in.space();
                if (in.peek() == '"') entry();
                yield new SearchKey.Changed(in.modSequenceOrZero());
            }
            case "BEFORE", "ON", "SINCE" -> {
                in.space();
                yield new SearchKey.Received(When.valueOf(word), ImapDate.date(in));
            }
            case "SAVEDBEFORE", "SAVEDON", "SAVEDSINCE" -> {
                in.space();
                yield new SearchKey.Saved(When.valueOf(word.substring(5)), ImapDate.date(in));
            }
            case "SAVEDATESUPPORTED" -> new SearchKey.All(); // RFC 8514, 4.3: here always
            case "SENTBEFORE", "SENTON", "SENTSINCE" -> {
                in.space();
                yield new SearchKey.Sent(When.valueOf(word.substring(4)), ImapDate.date(in));
            }
            case "BCC" -> new SearchKey.Addresses(word, Envelope::bcc, text());
            case "CC" -> new SearchKey.Addresses(word, Envelope::cc, text());
            case "FROM" -> new SearchKey.Addresses(word, Envelope::from, text());
            case "TO" -> new SearchKey.Addresses(word, Envelope::to, text());
            case "SUBJECT" -> new SearchKey.Header(word, text());
            case "HEADER" -> {
                var field = text();
                yield new SearchKey.Header(field, text());
            }
            case "BODY" -> new SearchKey.BodyText(text());
            case "TEXT" -> new SearchKey.Text(text());
            case "UID" -> {
                in.space();
                yield new SearchKey.Numbers(in.sequenceSet(MAX_ELEMENTS), true);
            }
            default -> throw new SyntaxException("Unknown search key");
        };
    }

    /** The name and the kind of a metadata item, which are ignored: there is one MODSEQ for all of them. RFC 7162, 3.1.5. */
    private void entry() throws SyntaxException {
        var name = in.astring(MAX_TEXT);
        if (!name.startsWith("/flags/")) throw new SyntaxException("Unknown entry");
        in.space();
        if (!in.takeWord("ALL") && !in.takeWord("PRIV") && !in.takeWord("SHARED"))
            throw new SyntaxException("Expected all, priv or shared");
        in.space();
    }

    private String text() throws SyntaxException {
        in.space();
        return in.astring(MAX_TEXT);
    }
}
