package org.letterlock.protocol.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;

/** The client's side of SCRAM-SHA-256(-PLUS), with every part open to be got wrong. */
public final class ScramClient {
    public String gs2 = "n,,";
    public byte[] bindingData = {};
    public String user = "user";
    String nonce = "rOprNGfwEbeRWgbNEkqO";
    public String password = "pencil";
    String serverNonce = "";
    String extensions = "";
    private String serverFirst = "";
    private byte[] salted = {};
    private String authMessage = "";

    public byte[] first() {
        return (gs2 + bare()).getBytes(UTF_8);
    }

    public byte[] last(byte[] challenge) {
        var withoutProof = withoutProof(challenge);
        return (withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof())).getBytes(UTF_8);
    }

    String withoutProof(byte[] challenge) {
        serverFirst = new String(challenge, UTF_8);
        var parts = serverFirst.split(",");
        serverNonce = parts[0].substring(2);
        salted = Scram.hi(
                password.getBytes(UTF_8),
                Base64.getDecoder().decode(parts[1].substring(2)),
                Integer.parseInt(parts[2].substring(2)));
        var binding = new ByteArrayOutputStream();
        binding.writeBytes(gs2.getBytes(UTF_8));
        binding.writeBytes(bindingData);
        var text = "c=" + Base64.getEncoder().encodeToString(binding.toByteArray()) + ",r=" + serverNonce + extensions;
        authMessage = bare() + "," + serverFirst + "," + text;
        return text;
    }

    byte[] proof() {
        var key = Scram.hmac(salted, "Client Key".getBytes(UTF_8));
        var signature = Scram.hmac(Scram.h(key), authMessage.getBytes(UTF_8));
        for (int i = 0; i < key.length; i++) key[i] ^= signature[i];
        return key;
    }

    public boolean believes(byte[] serverFinal) {
        var key = Scram.hmac(salted, "Server Key".getBytes(UTF_8));
        var expected = "v=" + Base64.getEncoder().encodeToString(Scram.hmac(key, authMessage.getBytes(UTF_8)));
        return Arrays.equals(expected.getBytes(UTF_8), serverFinal);
    }

    private String bare() {
        return "n=" + user + ",r=" + nonce;
    }
}
