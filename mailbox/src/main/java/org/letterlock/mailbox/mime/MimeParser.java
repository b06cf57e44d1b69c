package org.letterlock.mailbox.mime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.Body;

/**
 * Reads a message line by line, once, with a stack of the entities that are open at that line. Lines that begin with two
 * hyphens are held against the boundaries of open multiparts; nothing else in a body is looked at. RFC 2046, 5.1.
 *
 * <p>What is broken is read so: a header ends at its empty line or at a boundary and nowhere else, lines in it that are
 * neither a field nor folded are passed over (RFC 5322, 2.1); a multipart without its boundary is one text part; a part
 * without its closing boundary ends with what is around it; of boundaries that fit, the longest and innermost counts.
 */
final class MimeParser {
    private static final byte[] HYPHENS = {'-', '-'};
    private static final int HEAD_CHUNK = 4 * 1024;
    private static final int CHUNK = 32 * 1024;
    private final Body body;
    private final LineReader lines;
    private final List<OpenEntity> open = new ArrayList<>(); // the outermost first
    private final Boundaries boundaries = new Boundaries(); // of those in open
    private final Limits limits = new Limits();
    private long lineEnds; // before the line at hand
    private int lastTerminator; // of the line before
    private @Nullable MimePart root;

    /** What is left of the bounds of one message. */
    static final class Limits {
        int parts = MimeStructure.MAX_PARTS;
        int octets = MimeStructure.MAX_FIELDS;
        int addresses = MimeStructure.MAX_ADDRESSES;

        boolean takePart() {
            if (parts == 0) return false;
            parts--;
            return true;
        }

        /** About how many octets of heap what was read takes. */
        int weight() {
            return 2 * (MimeStructure.MAX_FIELDS - octets)
                    + 512 * (MimeStructure.MAX_PARTS - parts)
                    + 128 * (MimeStructure.MAX_ADDRESSES - addresses);
        }
    }

    private MimeParser(Body body, int chunk) {
        this.body = body;
        this.lines = new LineReader(body, new ByteRange(0, body.size()), chunk);
    }

    /** The header of the message alone. */
    static Reading.Head head(Body body) {
        var parser = new MimeParser(body, HEAD_CHUNK);
        var root = parser.begin();
        while (root.inHeader() && parser.lines.next()) parser.line();
        if (root.inHeader()) root.endHeader(body.size(), 0, false);
        return new Reading.Head(ByteRange.between(0, root.bodyStart()), root.envelope(), parser.limits.weight());
    }

    /** All entities. */
    static Reading.Tree tree(Body body) {
        var parser = new MimeParser(body, CHUNK);
        return new Reading.Tree(parser.run(), parser.limits.weight());
    }

    private OpenEntity begin() {
        limits.takePart();
        var entity = new OpenEntity(body, limits, 0, true, false);
        open.add(entity);
        return entity;
    }

    private MimePart run() {
        begin();
        while (lines.next()) {
            if (!boundary()) line();
            lastTerminator = lines.terminator();
            if (lastTerminator > 0) lineEnds++;
        }
        closeAbove(-1, body.size(), lineEnds);
        if (root == null) throw new IllegalStateException("the root is never closed twice");
        return root;
    }

    private OpenEntity top() {
        return open.get(open.size() - 1);
    }

    private void line() {
        var entity = top();
        if (!entity.inHeader()) return;
        if (lines.isEmpty()) beginBody(entity, lines.end(), lineEnds + 1);
        else if (!entity.inField() || !lines.isFolded()) entity.field(lines.fieldName(), lines.start());
    }

    private void beginBody(OpenEntity entity, long offset, long lineEndsBefore) {
        entity.endHeader(offset, lineEndsBefore, open.size() < MimeStructure.MAX_DEPTH);
        if (entity.separates()) boundaries.add(entity.boundary(), open.size() - 1);
        if (!entity.holdsMessage()) return;
        if (limits.takePart()) open.add(new OpenEntity(body, limits, offset, true, false));
        else entity.makeOpaque();
    }

    /** Whether the line is a boundary of an open multipart, and then what follows from it. */
    private boolean boundary() {
        if (!lines.startsWith(HYPHENS)) return false;
        int level = boundaries.levelOf(lines.headFrom(2));
        if (level < 0) return false;
        var octets = open.get(level).boundary();
        boolean last = lines.has(2 + octets.length, HYPHENS);
        if (!last && !limits.takePart()) return false;
        if (top().inHeader() || top().bodyStart() == lines.start()) { // the line end before belongs to that header
            closeAbove(level, lines.start(), lineEnds);
        } else { // it belongs to the boundary: RFC 2046, 5.1.1
            closeAbove(level, lines.start() - lastTerminator, lineEnds - 1);
        }
        var multipart = open.get(level);
        if (last) {
            boundaries.remove(octets, level);
            multipart.endParts();
        } else open.add(new OpenEntity(body, limits, lines.end(), false, multipart.isDigest()));
        return true;
    }

    /** Closes all entities above {@code level}, which end at {@code end} and before whose end there are so many lines. */
    private void closeAbove(int level, long end, long linesBefore) {
        while (open.size() - 1 > level) {
            var entity = top();
            boundaries.remove(entity.boundary(), open.size() - 1);
            open.remove(open.size() - 1);
            if (entity.inHeader()) entity.endHeader(end, linesBefore, open.size() + 1 < MimeStructure.MAX_DEPTH);
            var part = entity.close(end, linesBefore);
            if (open.isEmpty()) root = part;
            else top().add(part);
        }
    }
}
