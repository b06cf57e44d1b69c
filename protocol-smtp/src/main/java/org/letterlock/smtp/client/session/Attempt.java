package org.letterlock.smtp.client.session;

import java.util.List;
import org.letterlock.smtp.client.Outcome;
import org.letterlock.smtp.client.Protection;

/** What one connection made of a mail object, and whether another should try at once. */
public record Attempt(List<Outcome> outcomes, Protection protection, Again again) {
    public Attempt {
        outcomes = List.copyOf(outcomes);
    }

    /** Whether the same hop is to be tried again at once. */
    public enum Again {
        NO,
        /** TLS failed where it was not demanded: once more, without. The guide's G2. */
        WITHOUT_TLS,
        /** The connection had been used before, and was gone: once more, over a new one. */
        FRESH
    }
}
