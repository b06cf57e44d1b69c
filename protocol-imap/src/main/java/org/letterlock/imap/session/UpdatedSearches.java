package org.letterlock.imap.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.letterlock.imap.response.ResponseWriter;
import org.letterlock.mailbox.UidSet;

/** The searches whose client is told when their results change, while the mailbox is selected. RFC 5267, 4.3. */
public final class UpdatedSearches {
    private static final int MOST = 8;

    private final List<UpdatedSearch> searches = new ArrayList<>();
    private final Set<Long> touched = new TreeSet<>(); // since they were told last

    UpdatedSearches() {}

    public boolean has(String tag) {
        return searches.stream().anyMatch(search -> search.tag().equals(tag));
    }

    /** From now on; false when there are as many as may be. RFC 5267, 4.3.1. */
    public boolean add(UpdatedSearch search) {
        return searches.size() < MOST && searches.add(search);
    }

    /** No more of the search {@code tag}; false when there is none. RFC 5267, 4.3.5. */
    public boolean cancel(String tag) {
        return searches.removeIf(search -> search.tag().equals(tag));
    }

    /** Arrived or changed. */
    void touch(long uid) {
        if (!searches.isEmpty()) touched.add(uid);
    }

    /** Gone, whether the client knows or not. */
    void forget(UidSet gone) {
        touched.removeIf(gone::contains);
    }

    /** EXPUNGE is told next. */
    void vanishing(ResponseWriter w, UidSet gone) {
        for (var search : searches) search.vanishing(w, gone);
    }

    /** EXISTS and FETCH are told. */
    void tell(ResponseWriter w) {
        if (touched.isEmpty()) return;
        for (var search : searches) search.touched(w, touched);
        touched.clear();
    }
}
