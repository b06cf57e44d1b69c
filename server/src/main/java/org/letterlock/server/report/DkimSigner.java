package org.letterlock.server.report;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;

/**
 * Signs messages that this server wrote itself, header and body relaxed, the body as a whole: with an RSA key of at least 2048 bits, or
 * Ed25519. Immutable. RFC 6376; RFC 8463.
 *
 * @param domain whose key it is; {@code d=}
 * @param selector the name under which the domain publishes it; {@code s=}
 */
public record DkimSigner(String domain, String selector, PrivateKey key) {
    private static final int LEAST_BITS = 2048; // RFC 8301, 3.2 has verifiers take 1024, and signers 2048

    /** @throws IllegalArgumentException for what no verifier would take */
    public DkimSigner {
        if (!domain.matches("[A-Za-z0-9.-]{1,253}")) throw new IllegalArgumentException("dkim-domain: no domain name");
        if (!selector.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,62}[A-Za-z0-9])?"))
            throw new IllegalArgumentException("dkim-selector: letters, digits, dots and hyphens, at most 64");
        if (key instanceof RSAKey rsa) {
            if (rsa.getModulus().bitLength() < LEAST_BITS)
                throw new IllegalArgumentException("dkim-key: an RSA key has at least 2048 bits (RFC 8301, 3.2)");
        } else if (!(key instanceof EdECKey ed && ed.getParams().getName().equals("Ed25519"))) {
            throw new IllegalArgumentException("dkim-key: an RSA key or one for Ed25519");
        }
    }

    private boolean isRsa() {
        return key instanceof RSAKey;
    }

    /** The field {@code DKIM-Signature} for a message, which is to stand in front of it; with its CRLF. */
    public String field(String message, Instant now) {
        int end = message.indexOf("\r\n\r\n");
        var fields = fields(message.substring(0, end + 2));
        try {
            var bodyHash = Base64.getEncoder().encodeToString(sha256(body(message.substring(end + 4))));
            var unsigned =
                    "DKIM-Signature: v=1; a=" + (isRsa() ? "rsa" : "ed25519") + "-sha256; c=relaxed/relaxed;\r\n\td="
                            + domain + "; s=" + selector + "; t=" + now.getEpochSecond() + ";\r\n\th="
                            + String.join(":", fields.keySet()) + ";\r\n\tbh=" + bodyHash + ";\r\n\tb=";
            var signed = String.join("", fields.values()) + relaxed(unsigned);
            return unsigned
                    + folded(Base64.getEncoder().encodeToString(signature(signed.getBytes(StandardCharsets.UTF_8))))
                    + "\r\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM cannot sign", e);
        }
    }

    /** With Ed25519 the hash is what is signed. RFC 8463, 3. */
    private byte[] signature(byte[] octets) throws GeneralSecurityException {
        var signature = Signature.getInstance(isRsa() ? "SHA256withRSA" : "Ed25519");
        signature.initSign(key);
        signature.update(isRsa() ? octets : sha256(octets));
        return signature.sign();
    }

    private static byte[] sha256(byte[] octets) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(octets);
    }

    private static byte[] sha256(String text) throws GeneralSecurityException {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Each field once, as it is signed, with its CRLF, by its name. */
    private static LinkedHashMap<String, String> fields(String header) {
        var fields = new LinkedHashMap<String, String>();
        for (var field : header.split("\r\n(?![ \t])"))
            fields.put(field.substring(0, field.indexOf(':')).strip(), relaxed(field) + "\r\n");
        return fields;
    }

    /** RFC 6376, 3.4.2. */
    private static String relaxed(String field) {
        int colon = field.indexOf(':');
        var name = field.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        var value = field.substring(colon + 1)
                .replace("\r\n", "")
                .replaceAll("[ \t]+", " ")
                .strip();
        return name + ":" + value;
    }

    /** RFC 6376, 3.4.4. */
    private static String body(String body) {
        var lines = new StringBuilder();
        for (var line : body.split("\r\n", -1))
            lines.append(line.replaceAll("[ \t]+", " ").replaceAll(" $", "")).append("\r\n");
        var text = lines.toString().replaceAll("(\r\n)+$", "");
        return text.isEmpty() ? "" : text + "\r\n";
    }

    private static String folded(String base64) {
        return String.join("\r\n\t", base64.split("(?<=\\G.{70})"));
    }
}
