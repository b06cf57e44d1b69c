package org.letterlock.mailbox.mime;

import org.letterlock.mailbox.Body;

/**
 * SEARCH's questions about what a message says. RFC 9051, 6.4.4. Substrings without regard to letter case, in text that
 * is decoded: encoded words (RFC 2047), transfer encodings and character sets; what cannot be decoded is taken as it
 * stands. Reads in chunks, memory does not grow with the message. The text sought is Unicode.
 */
public final class Search {
    private Search() {}

    /** BODY: in a text part, or the header of a message inside this one. */
    public static boolean bodyContains(Body body, MimeStructure mime, String text) {
        return false;
    }

    /** TEXT: in the header or the body. */
    public static boolean textContains(Body body, MimeStructure mime, String text) {
        return false;
    }

    /**
     * HEADER, and FROM, TO, CC, BCC, SUBJECT by the name of their field: in the text of a field with that name, in whatever
     * case. With an empty text: whether there is such a field.
     */
    public static boolean headerContains(Body body, MimeStructure mime, String fieldName, String text) {
        return false;
    }
}
