package org.letterlock.mailbox.mime;

import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.Body;

/**
 * What is known of one body so far: nothing, its header, or all. It refers neither to the body nor to its octets, so that
 * a cache that holds it does not hold them. Thread-safe; two threads may find out the same at once.
 */
final class Reading {
    private static final int LEAST = 200;
    private volatile @Nullable Head head;
    private volatile @Nullable Tree tree;

    /** The header of the message and what it says. */
    record Head(ByteRange header, Envelope envelope, int weight) {}

    /** All entities. */
    record Tree(MimePart root, int weight) {}

    @Nullable
    Head head() {
        return head;
    }

    @Nullable
    Tree tree() {
        return tree;
    }

    Head readHead(Body body) {
        var read = MimeParser.head(body);
        head = read;
        return read;
    }

    Tree readTree(Body body) {
        var read = MimeParser.tree(body);
        tree = read;
        return read;
    }

    /** About how many octets of heap it takes. */
    int weight() {
        var knownHead = head;
        var knownTree = tree;
        return LEAST + (knownHead == null ? 0 : knownHead.weight()) + (knownTree == null ? 0 : knownTree.weight());
    }
}
