package org.letterlock.smtp.command;

import org.letterlock.protocol.Next;
import org.letterlock.smtp.address.SyntaxException;
import org.letterlock.smtp.session.SmtpSession;

/** BDAT: a chunk of so many octets follows, wanted or not. RFC 3030, 2. */
public record Bdat(long octets, boolean last) implements SmtpCommand {
    private static final int MAX_DIGITS = 18;

    static Bdat parse(SmtpReader in) throws SyntaxException {
        var digits = in.word();
        if (digits.isEmpty() || digits.length() > MAX_DIGITS) throw in.faultAt("BDAT size [LAST]");
        long octets = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) throw in.faultAt("BDAT size [LAST]");
            octets = octets * 10 + digit;
        }
        boolean last = in.space();
        if (last && !in.word().equalsIgnoreCase("LAST")) throw in.faultAt("BDAT size [LAST]");
        in.end();
        return new Bdat(octets, last);
    }

    @Override
    public Next run(SmtpSession session) {
        return session.beginChunk(octets, last);
    }
}
