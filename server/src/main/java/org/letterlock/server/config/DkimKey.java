package org.letterlock.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Pattern;
import org.letterlock.tls.Pem;
import org.letterlock.tls.Pem.PemException;

/** A key for DKIM out of a file: as those of certificates, and Ed25519 besides, which no certificate has here. RFC 8463. */
final class DkimKey {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private DkimKey() {}

    static PrivateKey read(Path file) throws PemException {
        try {
            var text = PKCS8.matcher(Files.readString(file, StandardCharsets.US_ASCII));
            if (text.find()) {
                var encoded = Base64.getMimeDecoder().decode(text.group(1));
                return KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
            }
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            // another kind of key, or none: whoever reads those of certificates says what is wrong
        }
        return Pem.privateKey(file);
    }
}
