package org.letterlock.protocol.sasl;

import java.util.Base64;
import java.util.Optional;

/** The client's last message. RFC 5802, 7. {@code proof} is empty when it is no base64: then it proves nothing. */
record ScramClientFinal(byte[] channelBinding, String nonce, String withoutProof, byte[] proof) {

    static Optional<ScramClientFinal> parse(String message) {
        int proofAt = message.lastIndexOf(",p=");
        if (proofAt < 0) return Optional.empty();
        var withoutProof = message.substring(0, proofAt);
        var attributes = withoutProof.split(",", -1);
        if (attributes.length < 2 || !attributes[0].startsWith("c=") || !attributes[1].startsWith("r="))
            return Optional.empty();
        for (int i = 2; i < attributes.length; i++)
            if (!ScramClientFirst.isAttribute(attributes[i])) return Optional.empty();
        return Optional.of(new ScramClientFinal(
                base64(attributes[0].substring(2)),
                attributes[1].substring(2),
                withoutProof,
                base64(message.substring(proofAt + 3))));
    }

    /** Only the one spelling counts: padded, without stray bits. RFC 4648, 3.5. */
    private static byte[] base64(String text) {
        try {
            var octets = Base64.getDecoder().decode(text);
            return Base64.getEncoder().encodeToString(octets).equals(text) ? octets : new byte[0];
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }
}
