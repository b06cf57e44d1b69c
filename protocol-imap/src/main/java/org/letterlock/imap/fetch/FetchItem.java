package org.letterlock.imap.fetch;

import java.nio.charset.StandardCharsets;

/** One data item of FETCH. RFC 3501, 6.4.5. */
public sealed interface FetchItem {
    /** Its name in the response, a space behind it; not to be changed. */
    byte[] label();

    /** Whether asking for it sets {@code \Seen}. */
    default boolean setsSeen() {
        return false;
    }

    /** Those without arguments. */
    enum Simple implements FetchItem {
        UID("UID"),
        FLAGS("FLAGS"),
        INTERNALDATE("INTERNALDATE"),
        SIZE("RFC822.SIZE"),
        ENVELOPE("ENVELOPE"),
        BODY("BODY"),
        BODYSTRUCTURE("BODYSTRUCTURE"),
        /** RFC 8514, 4.2. */
        SAVEDATE("SAVEDATE"),
        /** RFC 7162, 3.1.4.2. */
        MODSEQ("MODSEQ");

        private final byte[] label;

        Simple(String name) {
            label = (name + " ").getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public byte[] label() {
            return label;
        }
    }

    /**
     * Octets of the message: {@code BODY[…]} and its older names.
     *
     * @param name as it stands in the response, with section and origin
     * @param origin first octet; -1 when the whole section is wanted
     * @param count at most so many octets
     */
    record Octets(String name, SectionSpec section, long origin, long count, boolean peek, byte[] label)
            implements FetchItem {
        static Octets of(String name, SectionSpec section, boolean peek) {
            return part(name, section, -1, 0, peek);
        }

        static Octets part(String name, SectionSpec section, long origin, long count, boolean peek) {
            return new Octets(name, section, origin, count, peek, (name + " ").getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public boolean setsSeen() {
            return !peek;
        }

        /** The same octets under the same name, whether or not {@code \Seen} is set. */
        boolean repeats(FetchItem other) {
            return other instanceof Octets o && o.name.equals(name) && o.count == count;
        }
    }

    /**
     * A part without its transfer encoding: {@code BINARY[…]}. RFC 3516, 4.2. {@code origin} and {@code count} as of {@link
     * Octets}, in octets that are decoded.
     */
    record Binary(String name, SectionSpec section, long origin, long count, boolean peek, byte[] label)
            implements FetchItem {
        static Binary of(String name, SectionSpec section, long origin, long count, boolean peek) {
            return new Binary(name, section, origin, count, peek, (name + " ").getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public boolean setsSeen() {
            return !peek;
        }

        boolean repeats(FetchItem other) {
            return other instanceof Binary b && b.name.equals(name) && b.count == count;
        }
    }

    /** How many octets that would be: {@code BINARY.SIZE[…]}. RFC 3516, 4.2. */
    record BinarySize(SectionSpec section, byte[] label) implements FetchItem {
        static BinarySize of(SectionSpec section) {
            var name = "BINARY.SIZE[" + section.wire() + "] ";
            return new BinarySize(section, name.getBytes(StandardCharsets.US_ASCII));
        }

        boolean repeats(FetchItem other) {
            return other instanceof BinarySize b && b.section.equals(section);
        }
    }
}
