package org.letterlock.imap.session;

import java.util.Collection;
import org.letterlock.imap.response.ResponseWriter;
import org.letterlock.mailbox.UidSet;

/** A search whose client is told when its result changes, as long as the mailbox is selected. RFC 5267, 4.3. */
public interface UpdatedSearch {
    /** Tag of the command that began it. */
    String tag();

    /** These are expunged in a moment: as yet their sequence numbers hold. RFC 5267, 4.3.4. */
    void vanishing(ResponseWriter w, UidSet gone);

    /** These arrived or changed, and the client knows that. */
    void touched(ResponseWriter w, Collection<Long> uids);
}
