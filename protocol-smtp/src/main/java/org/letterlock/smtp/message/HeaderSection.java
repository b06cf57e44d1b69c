package org.letterlock.smtp.message;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.letterlock.smtp.SmtpLimits;

/**
 * The header section of one message as it streams by: passes its fields on, counts them, and knows which are there.
 * Holds back only the name of a field that is not whole yet, so that a Return-Path can be left out (RFC 5321, 4.4), and
 * other fields put behind the last. A line that is no field ends the section as the empty line does. RFC 5322, 2.2.
 */
final class HeaderSection {
    private static final int MAX_NAME = 128; // a longer one is no field
    private static final int MAX_KEPT = 16 << 10;
    private static final int MAX_KEPT_FIELDS = 4;
    private static final int MAX_TLS_REQUIRED = 16; // octets of its body that are looked at; it has four
    private static final byte[] NOTHING = {};

    private enum At {
        LINE_START,
        NAME,
        BEHIND_NAME, // white space before the colon: RFC 5322, 4.5
        VALUE,
        EMPTY_LINE,
        ENDED
    }

    private final SmtpLimits limits;
    private final boolean submission;
    private final byte[] held = new byte[MAX_NAME + 2];
    private int heldLength; // of the line that is not understood yet
    private int lineLength; // of the same, held or not
    private final byte[] name = new byte[16];
    private int nameLength;
    private At at = At.LINE_START;
    private boolean dropping;
    private boolean endsWell;
    private boolean endsWithinField;
    private boolean tooBig;
    private int fieldSize;
    private int sectionSize;
    private int fields;

    private int received;
    private boolean date;
    private boolean messageId;
    private int tlsRequiredFields;
    private boolean tlsRequiredNo;
    private final List<byte[]> from = new ArrayList<>();
    private final List<byte[]> sender = new ArrayList<>();
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(0);
    private Field field = Field.OTHER;

    private enum Field {
        DATE,
        FROM,
        MESSAGE_ID,
        RECEIVED,
        RETURN_PATH,
        SENDER,
        TLS_REQUIRED,
        OTHER
    }

    /** @param submission keeps what From and Sender say */
    HeaderSection(SmtpLimits limits, boolean submission) {
        this.limits = limits;
        this.submission = submission;
    }

    /**
     * Reads on, and passes on what belongs to fields.
     *
     * @return whether the section has ended; then the octets {@link #held()}, and after them those left in {@code in}, come next
     */
    boolean read(ByteBuffer in, Consumer<ByteBuffer> out) {
        int from = in.position(); // of what is neither passed on nor dropped
        int line = from; // where the line that is not understood begins, if not in an earlier buffer
        int end = in.limit();
        int i = from;
        while (i < end && !tooBig) {
            byte c = in.get(i);
            switch (at) {
                case LINE_START -> {
                    if ((c == ' ' || c == '\t') && fields > 0) {
                        at = At.VALUE;
                    } else {
                        endField();
                        if (dropping) from = i;
                        dropping = false;
                        line = i;
                        lineLength = 0;
                        nameLength = 0;
                        at = c == '\r' ? At.EMPTY_LINE : At.NAME;
                    }
                }
                case NAME, BEHIND_NAME -> {
                    boolean named = lineLength > 0;
                    if (c == ':' && named) {
                        beginField();
                        i++;
                        if (dropping) {
                            pass(in, from, line, out);
                            from = i;
                        } else if (heldLength > 0) {
                            out.accept(ByteBuffer.wrap(held, 0, heldLength));
                        }
                        heldLength = 0;
                    } else if ((c == ' ' || c == '\t') && named && lineLength < MAX_NAME) {
                        at = At.BEHIND_NAME;
                        lineLength++;
                        i++;
                    } else if (c > ' ' && c < 0x7F && at == At.NAME && c != ':' && lineLength < MAX_NAME) {
                        if (nameLength < name.length) name[nameLength++] = (byte) (c >= 'A' && c <= 'Z' ? c | 0x20 : c);
                        lineLength++;
                        i++;
                    } else {
                        return end(in, from, line, out);
                    }
                }
                case EMPTY_LINE -> {
                    if (lineLength == 0) {
                        lineLength = 1;
                        i++;
                    } else {
                        endsWell = c == '\n';
                        return end(in, from, line, out);
                    }
                }
                case VALUE -> {
                    int next = i;
                    while (next < end && in.get(next) != '\n') next++;
                    if (next < end) {
                        next++;
                        at = At.LINE_START;
                    }
                    keep(in, i, next);
                    grow(next - i);
                    i = next;
                }
                case ENDED -> {
                    return true;
                }
            }
        }
        if (at == At.NAME || at == At.BEHIND_NAME || at == At.EMPTY_LINE) {
            pass(in, from, line, out);
            in.get(line, held, heldLength, end - line);
            heldLength += end - line;
        } else if (!dropping) {
            pass(in, from, end, out);
        }
        in.position(end);
        return at == At.ENDED;
    }

    /** The message ends here, within its header section. */
    void finish() {
        if (at == At.ENDED) return;
        endsWithinField = at == At.VALUE && !dropping;
        endsWell = at == At.LINE_START || at == At.VALUE;
        endField();
        at = At.ENDED;
    }

    /** The octets of a line that is no field, as far as they came with earlier buffers. */
    ByteBuffer held() {
        return ByteBuffer.wrap(held, 0, heldLength);
    }

    /** Whether the section ended as it should, with an empty line or with a field; otherwise text follows that is none. */
    boolean endsWell() {
        return endsWell;
    }

    /** Whether the message ended with a field that has no CRLF: a chunk may end anywhere. RFC 3030, 2. */
    boolean endsWithinField() {
        return endsWithinField;
    }

    boolean hasEnded() {
        return at == At.ENDED;
    }

    /** A field, or all of them, are larger than allowed: nothing more is read. */
    boolean tooBig() {
        return tooBig;
    }

    /** How many {@code Received} fields there are so far. */
    int received() {
        return received;
    }

    boolean hasDate() {
        return date;
    }

    boolean hasMessageId() {
        return messageId;
    }

    /** Whether {@code TLS-Required} stands there once and says {@code No}; anything else counts for nothing. RFC 8689, 3. */
    boolean tlsOptional() {
        return tlsRequiredFields == 1 && tlsRequiredNo;
    }

    /** The bodies of the {@code From} fields; there should be one. */
    List<byte[]> from() {
        return from;
    }

    /** The bodies of the {@code Sender} fields. */
    List<byte[]> sender() {
        return sender;
    }

    /** Whether readers may take different fields for the one that says who wrote. RFC 5322, 3.6 */
    boolean isAmbiguous() {
        return from.size() > 1 || sender.size() > 1;
    }

    private boolean end(ByteBuffer in, int from, int line, Consumer<ByteBuffer> out) {
        pass(in, from, line, out);
        in.position(line);
        at = At.ENDED;
        return true;
    }

    private void beginField() {
        field = named();
        fields++;
        fieldSize = 0;
        at = At.VALUE;
        switch (field) {
            case RECEIVED -> received++;
            case DATE -> date = true;
            case MESSAGE_ID -> messageId = true;
            case RETURN_PATH -> dropping = true;
            case TLS_REQUIRED -> tlsRequiredFields++;
            case FROM, SENDER, OTHER -> {}
        }
        grow(lineLength + 1);
    }

    private void endField() {
        if (field == Field.FROM) keep(from);
        if (field == Field.SENDER) keep(sender);
        if (field == Field.TLS_REQUIRED) {
            tlsRequiredNo = kept.size() <= MAX_TLS_REQUIRED
                    && kept.toString(StandardCharsets.US_ASCII).strip().equalsIgnoreCase("No");
            kept.reset();
        }
        field = Field.OTHER;
    }

    private Field named() {
        return switch (nameLength) {
            case 4 -> is("date") ? Field.DATE : is("from") ? Field.FROM : Field.OTHER;
            case 6 -> is("sender") ? Field.SENDER : Field.OTHER;
            case 8 -> is("received") ? Field.RECEIVED : Field.OTHER;
            case 10 -> is("message-id") ? Field.MESSAGE_ID : Field.OTHER;
            case 11 -> is("return-path") ? Field.RETURN_PATH : Field.OTHER;
            case 12 -> is("tls-required") ? Field.TLS_REQUIRED : Field.OTHER;
            default -> Field.OTHER;
        };
    }

    private boolean is(String wanted) {
        for (int i = 0; i < wanted.length(); i++) if (name[i] != wanted.charAt(i)) return false;
        return true;
    }

    /** There should be one, and no monster; of others, nothing is kept, so that nobody takes a part for the whole. */
    private void keep(List<byte[]> bodies) {
        boolean whole = kept.size() <= MAX_KEPT && bodies.size() < MAX_KEPT_FIELDS;
        bodies.add(whole ? kept.toByteArray() : NOTHING);
        kept.reset();
    }

    private void keep(ByteBuffer in, int start, int end) {
        boolean author = submission && (field == Field.FROM || field == Field.SENDER);
        if (!author && field != Field.TLS_REQUIRED) return;
        int most = author ? MAX_KEPT : MAX_TLS_REQUIRED;
        for (int i = start; i < end && kept.size() <= most; i++) kept.write(in.get(i));
    }

    private void grow(int octets) {
        fieldSize += octets;
        sectionSize += octets;
        tooBig = fieldSize > limits.headerField() || sectionSize > limits.headerSection();
    }

    private static void pass(ByteBuffer in, int from, int to, Consumer<ByteBuffer> out) {
        if (from < to) out.accept(in.slice(from, to - from));
    }
}
