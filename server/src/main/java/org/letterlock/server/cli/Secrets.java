package org.letterlock.server.cli;

import java.security.SecureRandom;

/** Passwords for accounts that live as long as the process: easy to type, safe in a shell and in a URL. */
final class Secrets {
    private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int GROUPS = 3;
    private static final int GROUP = 4;

    private Secrets() {}

    /** Sixty random bits, such as {@code k7mp-3wdq-9rtx}. */
    static String password(SecureRandom random) {
        var out = new StringBuilder();
        for (int i = 0; i < GROUPS * GROUP; i++) {
            if (i > 0 && i % GROUP == 0) out.append('-');
            out.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return out.toString();
    }
}
