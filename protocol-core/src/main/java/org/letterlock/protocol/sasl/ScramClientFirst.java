package org.letterlock.protocol.sasl;

import java.util.Optional;

/**
 * The client's first message. RFC 5802, 7.
 *
 * @param gs2Header with its last comma
 * @param bindingType the name behind {@code p=}; empty without one
 * @param authzid empty when there is none
 * @param bare what stands behind the GS2 header
 * @param mandatoryExtension {@code m=} was used, which nobody may use
 */
record ScramClientFirst(
        Flag flag,
        String gs2Header,
        String bindingType,
        String authzid,
        String bare,
        String user,
        String nonce,
        boolean mandatoryExtension) {

    /** The GS2 channel binding flag. RFC 5802, 6. */
    enum Flag {
        /** {@code n}: the client cannot. */
        NOT_SUPPORTED,
        /** {@code y}: the client can, and believes that the server cannot. */
        NOT_OFFERED,
        /** {@code p=}: bound. */
        BOUND
    }

    static Optional<ScramClientFirst> parse(String message) {
        int first = message.indexOf(',');
        int second = message.indexOf(',', first + 1);
        if (first < 0 || second < 0) return Optional.empty();
        var cbind = message.substring(0, first);
        var flag = cbind.equals("n") ? Flag.NOT_SUPPORTED : cbind.equals("y") ? Flag.NOT_OFFERED : Flag.BOUND;
        if (flag == Flag.BOUND && !cbind.startsWith("p=")) return Optional.empty();
        var bindingType = flag == Flag.BOUND ? cbind.substring(2) : "";

        var identity = message.substring(first + 1, second);
        var authzid = identity.isEmpty()
                ? Optional.of("")
                : identity.startsWith("a=") ? name(identity.substring(2)) : Optional.<String>empty();
        var header = message.substring(0, second + 1);
        var bare = message.substring(second + 1);
        if (authzid.isEmpty()) return Optional.empty();
        if (bare.startsWith("m=")) {
            return Optional.of(new ScramClientFirst(flag, header, bindingType, authzid.get(), bare, "", "", true));
        }
        var attributes = bare.split(",", -1);
        if (attributes.length < 2 || !attributes[0].startsWith("n=") || !attributes[1].startsWith("r="))
            return Optional.empty();
        for (int i = 2; i < attributes.length; i++) if (!isAttribute(attributes[i])) return Optional.empty();
        var user = name(attributes[0].substring(2));
        var nonce = attributes[1].substring(2);
        if (user.isEmpty() || nonce.isEmpty() || !isPrintable(nonce)) return Optional.empty();
        return Optional.of(
                new ScramClientFirst(flag, header, bindingType, authzid.get(), bare, user.get(), nonce, false));
    }

    /** A saslname, decoded and prepared; never empty. */
    private static Optional<String> name(String encoded) {
        if (encoded.isEmpty() || encoded.replace("=2C", "").replace("=3D", "").indexOf('=') >= 0)
            return Optional.empty();
        return SaslPrep.prepare(encoded.replace("=2C", ",").replace("=3D", "=")).filter(n -> !n.isEmpty());
    }

    static boolean isAttribute(String text) {
        return text.length() >= 3
                && Character.isLetter(text.charAt(0))
                && text.charAt(0) < 0x80
                && text.charAt(1) == '='
                && text.indexOf('\0') < 0;
    }

    static boolean isPrintable(String nonce) {
        return nonce.chars().allMatch(c -> c > 0x20 && c < 0x7F && c != ',');
    }
}
