package org.letterlock.mailbox.mime;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.letterlock.mailbox.Body;

/**
 * SEARCH's questions about what a message says. RFC 9051, 6.4.4. Substrings without regard to letter case, in text that
 * is decoded: encoded words (RFC 2047), transfer encodings and character sets; what cannot be decoded is taken as it
 * stands. Reads in chunks, memory does not grow with the message. The text sought is Unicode.
 */
public final class Search {
    private Search() {}

    /** BODY: in a text part, or in the header of a message inside this one. */
    public static boolean bodyContains(Body body, MimeStructure mime, String text) {
        if (text.isEmpty()) return true;
        return partsContain(body, mime.root(), new TextSearch(text), false);
    }

    /** TEXT: in the header, in that of a part, or in the body. */
    public static boolean textContains(Body body, MimeStructure mime, String text) {
        if (text.isEmpty()) return true;
        var search = new TextSearch(text);
        return anyFieldContains(body, mime.header(), search) || partsContain(body, mime.root(), search, true);
    }

    /**
     * HEADER, and FROM, TO, CC, BCC, SUBJECT by the name of their field: in the text of a field with that name, in whatever
     * case. With an empty text: whether there is such a field.
     */
    public static boolean headerContains(Body body, MimeStructure mime, String fieldName, String text) {
        var search = new TextSearch(text);
        var fields = new HeaderFields(body, mime.header());
        while (fields.next()) {
            if (fields.name().equalsIgnoreCase(fieldName) && search.isIn(decoded(body, fields.range()))) return true;
        }
        return false;
    }

    /**
     * FROM, TO, CC and BCC: as {@link #headerContains}, or in an address as the envelope shows it, which has no comments and no
     * white space around its dots. {@code addresses} are those of that field.
     */
    public static boolean addressesContain(
            Body body, MimeStructure mime, String fieldName, List<Address> addresses, String text) {
        if (headerContains(body, mime, fieldName, text)) return true;
        var search = new TextSearch(text);
        for (var address : addresses) {
            if (address.mailbox() == null || address.host() == null) continue;
            if (search.isIn(EncodedWords.plain(address.mailbox() + "@" + address.host()))) return true;
        }
        return false;
    }

    private static String decoded(Body body, ByteRange field) {
        return EncodedWords.decode(FieldText.read(body, field, MimeStructure.MAX_FIELD));
    }

    private static boolean anyFieldContains(Body body, ByteRange header, TextSearch search) {
        var fields = new HeaderFields(body, header);
        while (fields.next()) {
            if (search.isIn(fields.name() + ": " + decoded(body, fields.range()))) return true;
        }
        return false;
    }

    /** Goes down the tree, which is at most {@link MimeStructure#MAX_DEPTH} deep; {@code mimeHeaders}: those of parts too. */
    private static boolean partsContain(Body body, MimePart part, TextSearch search, boolean mimeHeaders) {
        for (var inside : part.inside()) {
            boolean header = mimeHeaders || part.isMessage();
            if (header && anyFieldContains(body, inside.header(), search)) return true;
            if (partsContain(body, inside, search, mimeHeaders)) return true;
        }
        return part.inside().isEmpty() && part.isText() && textContains(body, part, search);
    }

    private static boolean textContains(Body body, MimePart part, TextSearch search) {
        search.again();
        try (var text = text(body, part)) {
            var chars = new char[8192];
            for (int n = text.read(chars); n >= 0; n = text.read(chars)) {
                for (int i = 0; i < n; i++) if (search.found(chars[i])) return true;
            }
            return false;
        } catch (IOException e) { // the decoder gave up: what came before was searched
            return false;
        }
    }

    private static Reader text(Body body, MimePart part) {
        Charset charset =
                part.parameter("charset").flatMap(EncodedWords::charset).orElse(StandardCharsets.UTF_8);
        return new InputStreamReader(
                DecodedPart.read(body, part),
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE));
    }
}
