package org.letterlock.smtp.client;

/** Who logs in at a smarthost, and by which password. RFC 4954. */
public record Login(String user, String password) {
    public Login {
        if (user.isEmpty() || user.indexOf('\0') >= 0 || password.indexOf('\0') >= 0)
            throw new IllegalArgumentException("a user name is not empty, and neither it nor the password has a NUL");
    }

    /** Never the password. */
    @Override
    public String toString() {
        return "Login[" + user + "]";
    }
}
