package org.letterlock.imap.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.letterlock.imap.response.ResponseWriter;
import org.letterlock.imap.session.ImapSession;
import org.letterlock.imap.session.SelectedMailbox;
import org.letterlock.imap.session.UpdatedSearch;
import org.letterlock.mailbox.UidSet;

/**
 * The result of a search with UPDATE, kept as it is known to the client: what is added to it and removed from it is told
 * with what made it so. RFC 5267, 4.3.
 */
final class LiveResult implements UpdatedSearch {
    private final ImapSession session;
    private final SelectedMailbox selected;
    private final SearchProgram program;
    private final String tag;
    private final boolean uid;
    private long[] uids; // ascending

    /** {@code program} says what it means whatever numbers messages have later. {@code uid}: told in UIDs. */
    LiveResult(ImapSession session, SearchProgram program, boolean uid, Findings found) {
        this.session = session;
        this.selected = session.selected();
        this.program = program;
        this.tag = session.tag();
        this.uid = uid;
        uids = new long[found.count()];
        for (int i = 0; i < uids.length; i++) uids[i] = selected.uid(found.index(i));
    }

    @Override
    public String tag() {
        return tag;
    }

    @Override
    public void vanishing(ResponseWriter w, UidSet gone) {
        var removed = new ArrayList<Long>();
        for (long member : uids) if (gone.contains(member)) removed.add(member);
        tell(w, List.of(), removed);
    }

    @Override
    public void touched(ResponseWriter w, Collection<Long> touched) {
        var added = new ArrayList<Long>();
        var removed = new ArrayList<Long>();
        for (long candidate : touched) {
            int index = selected.indexOf(candidate);
            var message = selected.mailbox().message(candidate);
            if (index < 0 || message.isEmpty()) continue; // it goes when that is told
            boolean matches = program.matches(new Candidate(
                    index,
                    message.get(),
                    selected.isRecent(candidate),
                    session.services().mime()));
            boolean isIn = Arrays.binarySearch(uids, candidate) >= 0;
            if (matches && !isIn) added.add(candidate);
            if (!matches && isIn) removed.add(candidate);
        }
        tell(w, added, removed);
    }

    private void tell(ResponseWriter w, List<Long> added, List<Long> removed) {
        if (added.isEmpty() && removed.isEmpty()) return;
        w.text("* ESEARCH (TAG \"").text(tag).text(uid ? "\") UID" : "\")");
        if (!added.isEmpty()) w.text(" ADDTO (0 ").uids(numbers(added)).text(")");
        if (!removed.isEmpty()) w.text(" REMOVEFROM (0 ").uids(numbers(removed)).text(")");
        w.crlf();
        var now = new long[uids.length + added.size()];
        int n = 0;
        var gone = UidSet.of(removed.stream().mapToLong(Long::longValue).toArray());
        for (long member : uids) if (!gone.contains(member)) now[n++] = member;
        for (long member : added) now[n++] = member;
        uids = Arrays.copyOf(now, n);
        Arrays.sort(uids);
    }

    /** As the client counts them: sequence numbers, which are positive as well, or UIDs. */
    private UidSet numbers(List<Long> members) {
        return UidSet.of(members.stream()
                .mapToLong(member -> uid ? member : selected.indexOf(member) + 1L)
                .toArray());
    }
}
