package org.letterlock.mailbox;

/**
 * Whose mailboxes: the canonical address of an account, lower case, such as {@code user1@example.test}. A key, never a
 * path.
 */
public record AccountId(String value) implements Comparable<AccountId> {
    public AccountId {
        if (value.isEmpty() || value.length() > 320) throw new IllegalArgumentException("account of " + value.length());
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < ' ' || value.charAt(i) == 0x7f)
                throw new IllegalArgumentException("control character");
        }
    }

    /** Its domain, or nothing when it has none. */
    public String domain() {
        int at = value.lastIndexOf('@');
        return at < 0 ? "" : value.substring(at + 1);
    }

    @Override
    public int compareTo(AccountId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
