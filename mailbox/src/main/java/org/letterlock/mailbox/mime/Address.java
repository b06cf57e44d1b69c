package org.letterlock.mailbox.mime;

import org.jspecify.annotations.Nullable;

/**
 * One address structure of an envelope: display name, source route, local part, host. RFC 9051, 7.5.2. A group is marked
 * by a structure that has only its name as {@code mailbox} before its members, and one of nothing behind them. An address
 * without a host has an empty one.
 */
public record Address(
        @Nullable String name,
        @Nullable String route,
        @Nullable String mailbox,
        @Nullable String host) {
    static final Address GROUP_END = new Address(null, null, null, null);

    static Address groupStart(String name) {
        return new Address(null, null, name, null);
    }

    public boolean isGroupStart() {
        return host == null && mailbox != null;
    }

    public boolean isGroupEnd() {
        return host == null && mailbox == null;
    }
}
