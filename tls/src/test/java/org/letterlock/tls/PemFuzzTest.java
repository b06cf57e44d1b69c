package org.letterlock.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;
import org.letterlock.tls.Pem.PemException;

/** Any file at all where certificates or a key should be: they are read, or the message names the file. */
class PemFuzzTest {
    @TempDir
    static Path directory;

    static Stream<byte[]> files() {
        return Stream.of(
                        Pem.text(Keys.EC.chain()),
                        Pem.text(Keys.RSA.chain()),
                        key(Keys.EC_KEYS),
                        key(Keys.RSA_KEYS),
                        "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END EC PRIVATE KEY-----\n",
                        "-----BEGIN RSA PRIVATE KEY-----\nMAA=\n-----END RSA PRIVATE KEY-----\n")
                .map(text -> text.getBytes(US_ASCII));
    }

    private static String key(KeyPair keys) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    @MethodSource("files")
    @FuzzTest
    void anyFile(byte[] octets) throws IOException {
        var file = Files.write(directory.resolve("fuzzed.pem"), octets);
        try {
            assertFalse(Pem.certificates(file).isEmpty());
        } catch (PemException e) {
            assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
        }
        try {
            Pem.privateKey(file);
        } catch (PemException e) {
            assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
        }
    }
}
