package org.letterlock.mailbox.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.letterlock.mailbox.MailAccount.Entry;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.SpecialUse;
import org.letterlock.mailbox.UidValidity;

/**
 * The names of one account: mailboxes, levels that only hold others, subscriptions. Immutable once it is an account's; a
 * change begins with {@link #copy}.
 *
 * <p>A name remembers the UIDVALIDITY of the last mailbox that left it, because the next one there must have a higher
 * one, also when it comes by RENAME (RFC 9051, 2.3.1.1).
 */
final class Names {
    private static final int REMEMBERED = 1000;
    private final TreeMap<MailboxName, Node> nodes;
    private final TreeSet<MailboxName> subscribed;
    private final LinkedHashMap<MailboxName, Long> left; // oldest first
    private long leftFloor; // of names no longer in left
    private boolean changed; // since copy
    private @Nullable List<Entry> listed;

    /** A name: a mailbox, or without one a level that only holds others. */
    record Node(@Nullable StoredMailbox mailbox, Set<SpecialUse> uses) {
        static final Node LEVEL = new Node(null, Set.of());

        Node {
            uses = Set.copyOf(uses);
        }
    }

    /** What two of an account's names differ in. */
    interface Difference {
        /** Null: there is no such name. */
        void node(MailboxName name, @Nullable Node node);

        void subscribed(MailboxName name, boolean is);

        void left(MailboxName name, long uidValidity);

        void floor(long uidValidity);
    }

    Names() {
        this(new TreeMap<>(), new TreeSet<>(), new LinkedHashMap<>(), 0);
    }

    private Names(
            TreeMap<MailboxName, Node> nodes,
            TreeSet<MailboxName> subscribed,
            LinkedHashMap<MailboxName, Long> left,
            long leftFloor) {
        this.nodes = nodes;
        this.subscribed = subscribed;
        this.left = left;
        this.leftFloor = leftFloor;
    }

    Names copy() {
        return new Names(new TreeMap<>(nodes), new TreeSet<>(subscribed), new LinkedHashMap<>(left), leftFloor);
    }

    /** Whether it is other than what it was copied from. */
    boolean isChanged() {
        return changed;
    }

    @Nullable
    Node get(MailboxName name) {
        return nodes.get(name);
    }

    @Nullable
    StoredMailbox mailbox(MailboxName name) {
        var node = nodes.get(name);
        return node == null ? null : node.mailbox();
    }

    Collection<Node> all() {
        return nodes.values();
    }

    /** Names in use, and subscribed ones that are not there. */
    int count() {
        int n = nodes.size();
        for (var name : subscribed) if (!nodes.containsKey(name)) n++;
        return n;
    }

    /** Names below {@code name}, at any depth, in order. */
    List<MailboxName> inferiors(MailboxName name) {
        var below = new ArrayList<MailboxName>();
        for (var other : nodes.tailMap(name, false).keySet()) {
            if (!other.value().startsWith(name.value())) break;
            if (other.below(name)) below.add(other);
        }
        return below;
    }

    boolean hasInferiors(MailboxName name) {
        return !inferiors(name).isEmpty();
    }

    /** Puts {@code node} there, and levels above it where there are none. */
    void put(MailboxName name, Node node) {
        for (var above : name.ancestors()) nodes.putIfAbsent(above, Node.LEVEL);
        nodes.put(name, node);
        changed = true;
    }

    /** Takes the name away; {@code validity} is that of the mailbox which was there. */
    void remove(MailboxName name, @Nullable UidValidity validity) {
        nodes.remove(name);
        changed = true;
        if (validity != null) leave(name, validity);
    }

    /** The mailbox goes, the level stays. */
    void hollow(MailboxName name, UidValidity validity) {
        nodes.put(name, Node.LEVEL);
        changed = true;
        leave(name, validity);
    }

    private void leave(MailboxName name, UidValidity validity) {
        left(name, Math.max(highestLeft(name), validity.value()));
    }

    /** As a log says it. */
    void left(MailboxName name, long validity) {
        left.remove(name);
        left.put(name, validity);
        if (left.size() > REMEMBERED) {
            var oldest = left.entrySet().iterator();
            leftFloor = Math.max(leftFloor, oldest.next().getValue());
            oldest.remove();
        }
    }

    /** The highest UIDVALIDITY a mailbox of that name may have had. */
    long highestLeft(MailboxName name) {
        Long known = left.get(name);
        return known == null ? leftFloor : known;
    }

    /** As a log says it. */
    void floor(long validity) {
        leftFloor = Math.max(leftFloor, validity);
    }

    /** As a log says it: that name has this node, or none, whatever is above it. */
    void set(MailboxName name, @Nullable Node node) {
        if (node == null) nodes.remove(name);
        else nodes.put(name, node);
    }

    /** As a log says it: no name is there, none is subscribed. */
    void clear() {
        nodes.clear();
        subscribed.clear();
    }

    /** Tells what these have that {@code before} has not. */
    void since(Names before, Difference difference) {
        for (var name : before.nodes.keySet()) if (!nodes.containsKey(name)) difference.node(name, null);
        nodes.forEach((name, node) -> {
            if (!node.equals(before.nodes.get(name))) difference.node(name, node);
        });
        for (var name : before.subscribed) if (!subscribed.contains(name)) difference.subscribed(name, false);
        for (var name : subscribed) if (!before.subscribed.contains(name)) difference.subscribed(name, true);
        if (leftFloor != before.leftFloor) difference.floor(leftFloor);
        left.forEach((name, validity) -> {
            if (!validity.equals(before.left.get(name))) difference.left(name, validity);
        });
    }

    boolean subscribe(MailboxName name, boolean subscribe) {
        boolean other = subscribe ? subscribed.add(name) : subscribed.remove(name);
        changed |= other;
        return other;
    }

    /** See {@link org.letterlock.mailbox.MailAccount#list}. */
    synchronized List<Entry> list() {
        if (listed != null) return listed;
        var parents = new HashSet<MailboxName>();
        for (var name : nodes.keySet()) {
            var above = name.ancestors(); // levels are names too, so the nearest one is enough
            if (!above.isEmpty()) parents.add(above.get(above.size() - 1));
        }
        var names = new TreeSet<>(nodes.keySet());
        names.addAll(subscribed);
        var entries = new ArrayList<Entry>(names.size());
        for (var name : names) {
            var node = nodes.get(name);
            var entry = new Entry(
                    name,
                    node != null,
                    node != null && node.mailbox() != null,
                    subscribed.contains(name),
                    parents.contains(name),
                    node == null ? Set.of() : node.uses());
            if (name.isInbox()) entries.add(0, entry);
            else entries.add(entry);
        }
        listed = List.copyOf(entries);
        return listed;
    }
}
