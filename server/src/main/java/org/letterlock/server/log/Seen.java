package org.letterlock.server.log;

import java.util.Locale;
import java.util.Optional;
import org.letterlock.tls.TlsSuite;

/**
 * What one line of a log says of one TLS connection.
 *
 * @param kind what the line is about
 * @param protocol as {@code TLSv1.2}; empty for a failure
 * @param cipher as the log has it
 * @param client the host, its HELO where there is nothing better, or who logged in
 * @param process what ties Postfix's lines together; empty elsewhere
 */
record Seen(Kind kind, String protocol, String cipher, String client, String process) {
    private static final int LONGEST = 255; // characters that are kept of each; a host name has no more

    Seen {
        protocol = cut(protocol);
        cipher = cut(cipher);
        client = cut(client);
        process = cut(process);
    }

    private static String cut(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }

    enum Kind {
        CONNECTION,
        /** The same connection again, now that it is known who it is. */
        LOG_IN,
        FAILURE
    }

    static Seen failure(String client) {
        return new Seen(Kind.FAILURE, "", "", client, "");
    }

    /** {@code TLS1.2}, {@code TLSv1.2} and {@code TLS1.0} in one spelling. */
    static String protocol(String written) {
        var number = written.replaceFirst("^TLSv?", "");
        if (number.equals(written)) return written;
        return number.equals("1.0") || number.equals("1") ? "TLSv1" : "TLSv" + number;
    }

    /** The suite, in whose ever words: OpenSSL's, IANA's, or GnuTLS' as Exim writes them. */
    Optional<TlsSuite> suite() {
        var known = TlsSuite.named(cipher);
        return known.isPresent() ? known : gnuTls(cipher.toUpperCase(Locale.ROOT));
    }

    /** {@code ECDHE_SECP256R1__RSA_SHA256__AES_128_GCM}, or as older ones write {@code ECDHE_RSA_AES_128_GCM_SHA256}. */
    private static Optional<TlsSuite> gnuTls(String name) {
        var parts = name.split("__", 5);
        if (parts.length >= 3) {
            var exchange = parts[0].replaceFirst("_.*", "");
            var signature = parts[1].startsWith("ECDSA") ? "ECDSA" : "RSA";
            var mac = parts.length > 3 ? "_" + parts[3] : "";
            return iana("TLS_" + exchange + "_" + signature + "_WITH_" + parts[2] + mac);
        }
        if (parts.length == 2) return iana("TLS_RSA_WITH_" + parts[1]);
        var older = name.replaceFirst("^((ECDHE|DHE)_(RSA|ECDSA)|RSA)_", "TLS_$1_WITH_");
        return older.equals(name) ? Optional.empty() : iana(older);
    }

    private static Optional<TlsSuite> iana(String name) {
        var spelled = name.replaceFirst("_SHA1$", "_SHA");
        for (var end : new String[] {"", "_SHA256", "_SHA384"}) {
            var suite = TlsSuite.named(spelled + end);
            if (suite.isPresent()) return suite;
        }
        return Optional.empty();
    }
}
