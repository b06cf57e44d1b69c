package org.letterlock.protocol.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.letterlock.tls.TlsFacts;

/**
 * The client's side of SCRAM-SHA-256 and SCRAM-SHA-256-PLUS, up to the proof that the server knows the password too. Used by one thread
 * at a time. RFC 5802, 5; RFC 7677.
 */
public final class ScramLogIn {
    /** What a server may make us compute; the least is RFC 7677's. */
    private static final int LEAST_ITERATIONS = 4096;

    private static final int MOST_ITERATIONS = 1_000_000;

    private final String password;
    private final String header;
    private final byte[] binding;
    private final String bare;
    private final String nonce;
    private byte[] expected = new byte[0];

    /**
     * @param nonce printable US-ASCII without commas, never used before
     * @param plus whether SCRAM-SHA-256-PLUS was chosen: the connection must have a binding
     */
    public ScramLogIn(String user, String password, String nonce, TlsFacts tls, boolean plus) {
        this.password = password;
        this.nonce = nonce;
        var type = bindingType(tls);
        header = plus ? "p=" + type.orElseThrow() + ",," : type.isPresent() ? "y,," : "n,,";
        binding = plus ? tls.channelBindings().data(type.orElseThrow()).orElseThrow() : new byte[0];
        var name = SaslPrep.prepare(user).orElse(user).replace("=", "=3D").replace(",", "=2C");
        bare = "n=" + name + ",r=" + nonce;
    }

    /** Whether a connection can be bound to. */
    public static boolean canBind(TlsFacts tls) {
        return bindingType(tls).isPresent();
    }

    /** RFC 9266, 3 for TLS 1.3; before that the default of RFC 5802, 6.1. */
    private static Optional<String> bindingType(TlsFacts tls) {
        for (var type : tls.protocol().equals("TLSv1.3")
                ? new String[] {"tls-exporter"}
                : new String[] {"tls-unique", "tls-server-end-point"})
            if (tls.channelBindings().data(type).isPresent()) return Optional.of(type);
        return Optional.empty();
    }

    /** The client's first message. */
    public byte[] first() {
        return (header + bare).getBytes(UTF_8);
    }

    /** The client's last message, for the server's first; empty where that is none we answer. Computes for a while. */
    public Optional<byte[]> last(byte[] serverFirst) {
        var message = new String(serverFirst, UTF_8);
        var parts = message.split(",", -1);
        if (parts.length < 3 || !parts[0].startsWith("r=" + nonce) || parts[0].length() == nonce.length() + 2)
            return Optional.empty();
        if (!parts[1].startsWith("s=") || !parts[2].matches("i=[0-9]{1,7}")) return Optional.empty();
        int iterations = Integer.parseInt(parts[2].substring(2));
        if (iterations < LEAST_ITERATIONS || iterations > MOST_ITERATIONS) return Optional.empty();
        byte[] salt;
        try {
            salt = Base64.getDecoder().decode(parts[1].substring(2));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (salt.length == 0) return Optional.empty();

        byte[] prepared = SaslPrep.prepare(password).orElse(password).getBytes(UTF_8);
        byte[] salted = Scram.hi(prepared, salt, iterations);
        byte[] clientKey = Scram.hmac(salted, "Client Key".getBytes(UTF_8));
        var withoutProof = "c=" + base64(join(header.getBytes(UTF_8), binding)) + "," + parts[0];
        byte[] authMessage = (bare + "," + message + "," + withoutProof).getBytes(UTF_8);
        byte[] proof = Scram.hmac(Scram.h(clientKey), authMessage);
        for (int i = 0; i < proof.length; i++) proof[i] ^= clientKey[i];
        expected = Scram.hmac(Scram.hmac(salted, "Server Key".getBytes(UTF_8)), authMessage);
        return Optional.of((withoutProof + ",p=" + base64(proof)).getBytes(UTF_8));
    }

    /** Whether the server's last message shows that it knows the password. RFC 5802, 5.1. */
    public boolean proves(byte[] serverFinal) {
        var said = new String(serverFinal, UTF_8);
        if (expected.length == 0 || !said.startsWith("v=")) return false;
        int end = said.indexOf(',');
        try {
            return MessageDigest.isEqual(
                    Base64.getDecoder().decode(said.substring(2, end < 0 ? said.length() : end)), expected);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
