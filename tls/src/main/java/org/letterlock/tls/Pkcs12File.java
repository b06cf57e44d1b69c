package org.letterlock.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.function.Consumer;
import org.letterlock.tls.Pem.PemException;

/** A chain and its key in one encrypted file. RFC 7292. */
public final class Pkcs12File {
    private Pkcs12File() {}

    /**
     * The one identity of a file.
     *
     * @param selfSignedAllowed whether a leaf that is its own issuer is taken; policy G6 says no
     * @param notes what works all the same is said here
     */
    public static TlsIdentity identity(
            Path file, Passphrase passphrase, boolean selfSignedAllowed, Consumer<String> notes) throws PemException {
        var octets = Pem.octets(file);
        var characters = passphrase.characters();
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(octets), characters);
            var names = new ArrayList<String>();
            for (var name : Collections.list(store.aliases())) if (store.isKeyEntry(name)) names.add(name);
            if (names.size() != 1)
                throw new PemException(
                        file,
                        "holds " + (names.isEmpty() ? "no private key" : names.size() + " private keys")
                                + "; it has to be one, with its chain: `openssl pkcs12 -export -inkey KEY -in CHAIN`",
                        null);
            var certificates = store.getCertificateChain(names.get(0));
            var key = store.getKey(names.get(0), characters);
            if (certificates == null || certificates.length == 0 || !(key instanceof PrivateKey own))
                throw new PemException(file, "holds no certificate of its private key", null);
            var found = new ArrayList<X509Certificate>();
            for (var each : certificates) found.add((X509Certificate) each);
            return TlsIdentity.of(CertificateChain.of(file, found, selfSignedAllowed, notes), own);
        } catch (IOException e) {
            throw new PemException(
                    file,
                    e.getCause() instanceof UnrecoverableKeyException
                            ? "cannot be opened with " + passphrase + "; name a file that has it as password-file"
                            : "is no PKCS#12 file that can be read: " + e.getMessage(),
                    e);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new PemException(file, String.valueOf(e.getMessage()), e);
        } finally {
            Arrays.fill(characters, '\0');
        }
    }
}
