package org.letterlock.mailbox.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.Body;

/** An entity whose end is not known yet: what its header said, and the parts that were found in it. */
final class OpenEntity {
    private static final byte[] NONE = new byte[LineReader.HEAD]; // longer than any line's head: fits nowhere
    private static final Parameter US_ASCII = new Parameter("charset", "US-ASCII"); // RFC 2045, 5.2

    /** Fields that are read; all others are passed over. */
    private enum Field {
        CONTENT_TYPE,
        CONTENT_TRANSFER_ENCODING,
        CONTENT_ID,
        CONTENT_DESCRIPTION,
        CONTENT_DISPOSITION,
        CONTENT_LANGUAGE,
        CONTENT_LOCATION,
        CONTENT_MD5,
        DATE,
        SUBJECT,
        IN_REPLY_TO,
        MESSAGE_ID,
        FROM,
        SENDER,
        REPLY_TO,
        TO,
        CC,
        BCC;

        private static final Map<String, Field> BY_NAME = byName();

        private static Map<String, Field> byName() {
            var map = new java.util.HashMap<String, Field>();
            for (var field : values())
                map.put(field.name().toLowerCase(Locale.ROOT).replace('_', '-'), field);
            return Map.copyOf(map);
        }

        boolean ofMessage() {
            return ordinal() >= DATE.ordinal();
        }

        boolean isAddresses() {
            return ordinal() >= FROM.ordinal();
        }
    }

    private final Body body;
    private final MimeParser.Limits limits;
    private final long start;
    private final boolean message;
    private final boolean inDigest;
    private final @Nullable String[] texts = new @Nullable String[Field.values().length];
    private final List<List<Address>> addresses = new ArrayList<>();
    private final List<MimePart> inside = new ArrayList<>();
    private @Nullable Field field; // the one that is being read
    private boolean inField;
    private long fieldStart;
    private long bodyStart = -1;
    private long linesBeforeBody;
    private String type = "text";
    private String subtype = "plain";
    private List<Parameter> parameters = List.of();
    private byte[] boundary = NONE;

    /** {@code message}: the root, or what a message/rfc822 holds; it has an envelope. */
    OpenEntity(Body body, MimeParser.Limits limits, long start, boolean message, boolean inDigest) {
        this.body = body;
        this.limits = limits;
        this.start = start;
        this.message = message;
        this.inDigest = inDigest;
        for (int i = Field.FROM.ordinal(); message && i <= Field.BCC.ordinal(); i++) addresses.add(new ArrayList<>());
    }

    long start() {
        return start;
    }

    boolean isMessage() {
        return message;
    }

    boolean inHeader() {
        return bodyStart < 0;
    }

    /** Where its body begins; -1 while {@link #inHeader}. */
    long bodyStart() {
        return bodyStart;
    }

    /** Whether there was a line already that a folded line can continue. */
    boolean inField() {
        return inField;
    }

    /** A field of that name begins, or with an empty one a line that is no field; the field before ends. */
    void field(String name, long offset) {
        endField(offset);
        inField = true;
        fieldStart = offset;
        field = Field.BY_NAME.get(name.toLowerCase(Locale.ROOT));
    }

    private void endField(long end) {
        var ended = field;
        field = null;
        if (ended == null || (ended.ofMessage() && !message)) return;
        if (!ended.isAddresses() && texts[ended.ordinal()] != null) return; // the first one counts
        int most = Math.min(MimeStructure.MAX_FIELD, limits.octets);
        if (most == 0) return;
        var text = FieldText.read(body, ByteRange.between(fieldStart, end), most);
        limits.octets -= (int) Math.min(end - fieldStart, most);
        if (ended.isAddresses()) {
            var list = addresses.get(ended.ordinal() - Field.FROM.ordinal());
            int before = list.size();
            AddressParser.parse(text, list, before + limits.addresses);
            limits.addresses -= list.size() - before;
        } else {
            texts[ended.ordinal()] = text;
        }
    }

    /** The header ends and the body begins at {@code offset}; {@code mayNest} when there is depth left. */
    void endHeader(long offset, long linesBefore, boolean mayNest) {
        endField(offset);
        bodyStart = offset;
        linesBeforeBody = linesBefore;
        if (inDigest) { // RFC 2046, 5.1.5
            type = "message";
            subtype = "rfc822";
        }
        var said = texts[Field.CONTENT_TYPE.ordinal()];
        if (said != null) contentType(StructuredField.parse(said));
        if ((isMultipart() || holdsMessage()) && !mayNest) makeOpaque();
        if (isMultipart()) boundary = boundaryOf(parameters);
        if (type.equalsIgnoreCase("text") && parameters.stream().noneMatch(OpenEntity::isCharset)) {
            parameters = new ArrayList<>(parameters);
            parameters.add(US_ASCII);
        }
    }

    private static boolean isCharset(Parameter parameter) {
        return parameter.name().equalsIgnoreCase("charset");
    }

    private void contentType(StructuredField field) {
        var value = field.value();
        int slash = value.indexOf('/');
        if (slash < 0) return; // RFC 2045, 5.2: as if absent
        var said = value.substring(0, slash).strip();
        var saidSubtype = StructuredField.firstWord(value.substring(slash + 1).strip());
        if (!StructuredField.isToken(said) || !StructuredField.isToken(saidSubtype)) return;
        type = said;
        subtype = saidSubtype;
        parameters = field.parameters();
    }

    private static byte[] boundaryOf(List<Parameter> parameters) {
        for (var p : parameters) {
            if (!p.name().equalsIgnoreCase("boundary")) continue;
            var octets = p.value().stripTrailing().getBytes(StandardCharsets.ISO_8859_1);
            return octets.length == 0 || octets.length > MimeStructure.MAX_BOUNDARY ? NONE : octets;
        }
        return NONE;
    }

    /** What is inside is not looked at: too deep, or too many parts. */
    void makeOpaque() {
        type = "application";
        subtype = "octet-stream";
        parameters = List.of();
        boundary = NONE;
    }

    private boolean isMultipart() {
        return type.equalsIgnoreCase("multipart");
    }

    boolean isDigest() {
        return isMultipart() && subtype.equalsIgnoreCase("digest");
    }

    boolean holdsMessage() {
        return type.equalsIgnoreCase("message")
                && (subtype.equalsIgnoreCase("rfc822") || subtype.equalsIgnoreCase("global"));
    }

    /** Whether it is a multipart with a boundary, whose parts still come. */
    boolean separates() {
        return boundary != NONE;
    }

    /** The boundary of a multipart whose parts still come; otherwise one that fits no line. */
    byte[] boundary() {
        return boundary;
    }

    /** The closing boundary was there: what follows is epilogue. */
    void endParts() {
        boundary = NONE;
    }

    void add(MimePart part) {
        inside.add(part);
    }

    /** The entity as it is known in the end. */
    MimePart close(long end, long linesBefore) {
        var range = ByteRange.between(bodyStart, end);
        long lines = range.length() == 0 ? 0 : linesBefore - linesBeforeBody;
        if (inside.isEmpty() && (isMultipart() || holdsMessage())) fill(range, lines);
        return new MimePart(
                ByteRange.between(start, bodyStart),
                range,
                lines,
                type,
                subtype,
                parameters,
                text(Field.CONTENT_ID),
                text(Field.CONTENT_DESCRIPTION),
                encoding(),
                text(Field.CONTENT_MD5),
                disposition(),
                languages(),
                text(Field.CONTENT_LOCATION),
                inside,
                message ? envelope() : null);
    }

    /** A multipart in which no part was found shows what it has as one text part; a message that is empty is one. */
    private void fill(ByteRange range, long lines) {
        if (!limits.takePart()) {
            makeOpaque();
            return;
        }
        var only = new OpenEntity(body, limits, range.offset(), holdsMessage(), false);
        only.endHeader(range.offset(), 0, false);
        inside.add(only.close(range.end(), lines));
    }

    private @Nullable String text(Field field) {
        return texts[field.ordinal()];
    }

    private String encoding() {
        var said = text(Field.CONTENT_TRANSFER_ENCODING);
        var value = said == null
                ? ""
                : StructuredField.firstWord(StructuredField.parse(said).value());
        return value.isEmpty() ? "7BIT" : value; // RFC 2045, 6.1
    }

    private @Nullable Disposition disposition() {
        var said = text(Field.CONTENT_DISPOSITION);
        if (said == null) return null;
        var field = StructuredField.parse(said);
        var type = StructuredField.firstWord(field.value());
        return type.isEmpty() ? null : new Disposition(type, field.parameters());
    }

    private List<String> languages() {
        var said = text(Field.CONTENT_LANGUAGE);
        return said == null ? List.of() : StructuredField.items(said);
    }

    Envelope envelope() {
        return new Envelope(
                text(Field.DATE),
                text(Field.SUBJECT),
                addresses.get(0),
                addresses.get(1),
                addresses.get(2),
                addresses.get(3),
                addresses.get(4),
                addresses.get(5),
                text(Field.IN_REPLY_TO),
                text(Field.MESSAGE_ID));
    }
}
