package org.letterlock.server.account;

import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/** bcrypt as crypt(3) writes it: {@code $2y$cost$…}, also {@code $2a$} and {@code $2b$}. Cost at most 16. */
final class Bcrypt implements Credential {
    private static final Pattern FORMAT = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");
    private static final int ENOUGH_COST = 10;
    private static final int MAX_COST = 16;
    private final String hash;
    private final int cost;

    private Bcrypt(String hash, int cost) {
        this.hash = hash;
        this.cost = cost;
    }

    static Bcrypt parse(String text) throws MalformedCredential {
        var m = FORMAT.matcher(text);
        if (!m.matches()) throw new MalformedCredential("not what {BLF-CRYPT} looks like: $2y$cost$salt-and-hash");
        int cost = Integer.parseInt(m.group(1));
        if (cost < 4 || cost > MAX_COST)
            throw new MalformedCredential("{BLF-CRYPT} takes a cost from 4 to " + MAX_COST);
        return new Bcrypt(text, cost);
    }

    @Override
    public boolean matches(byte[] password) {
        return OpenBSDBCrypt.checkPassword(hash, password);
    }

    @Override
    public boolean slow() {
        return true;
    }

    @Override
    public String weakness() {
        return cost >= ENOUGH_COST ? "" : "bcrypt with a cost below " + ENOUGH_COST;
    }

    @Override
    public String encoded() {
        return "{BLF-CRYPT}" + hash;
    }

    @Override
    public String toString() {
        return "{BLF-CRYPT}…";
    }
}
