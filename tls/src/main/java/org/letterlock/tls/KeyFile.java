package org.letterlock.tls;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.bc.BcPEMDecryptorProvider;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.letterlock.tls.Pem.PemException;

/**
 * The private key in a PEM file: PKCS#8 (RFC 5208), PKCS#1 (RFC 8017, A.1.2) or SEC1 (RFC 5915), in the clear or encrypted, as
 * PKCS#8 with PBES2 (RFC 8018, 6.2) or as OpenSSL did before (RFC 1421, 4.6).
 */
final class KeyFile {
    private static final int MOST_ITERATIONS = 10_000_000;

    private static final Map<ASN1ObjectIdentifier, String> DERIVATIONS = Map.of(
            PKCSObjectIdentifiers.id_hmacWithSHA1, "PBKDF2WithHmacSHA1",
            PKCSObjectIdentifiers.id_hmacWithSHA224, "PBKDF2WithHmacSHA224",
            PKCSObjectIdentifiers.id_hmacWithSHA256, "PBKDF2WithHmacSHA256",
            PKCSObjectIdentifiers.id_hmacWithSHA384, "PBKDF2WithHmacSHA384",
            PKCSObjectIdentifiers.id_hmacWithSHA512, "PBKDF2WithHmacSHA512");

    private record Scheme(String cipher, int keyBits) {}

    private static final Map<ASN1ObjectIdentifier, Scheme> CIPHERS = Map.of(
            NISTObjectIdentifiers.id_aes128_CBC, new Scheme("AES", 128),
            NISTObjectIdentifiers.id_aes192_CBC, new Scheme("AES", 192),
            NISTObjectIdentifiers.id_aes256_CBC, new Scheme("AES", 256),
            PKCSObjectIdentifiers.des_EDE3_CBC, new Scheme("DESede", 192));

    private final Path file;
    private final Passphrase passphrase;

    private KeyFile(Path file, Passphrase passphrase) {
        this.file = file;
        this.passphrase = passphrase;
    }

    /** The first private key among {@code objects}, which are those of {@code file}. */
    static PrivateKey read(Path file, List<PemObject> objects, Passphrase passphrase) throws PemException {
        var reading = new KeyFile(file, passphrase);
        for (var object : objects) {
            if (!object.getType().endsWith("PRIVATE KEY")) continue; // EC PARAMETERS, certificates
            try {
                return key(reading.info(object));
            } catch (GeneralSecurityException | IOException | RuntimeException e) {
                throw new PemException(file, "the private key cannot be read: " + e.getMessage(), e);
            }
        }
        throw new PemException(
                file,
                "holds no private key; a block -----BEGIN PRIVATE KEY-----, RSA PRIVATE KEY or EC PRIVATE KEY is needed",
                null);
    }

    private PrivateKeyInfo info(PemObject object) throws PemException, GeneralSecurityException, IOException {
        boolean encrypted = !object.getHeaders().isEmpty();
        switch (object.getType()) {
            case "PRIVATE KEY":
                return PrivateKeyInfo.getInstance(object.getContent());
            case "ENCRYPTED PRIVATE KEY":
                needPassphrase();
                return opened(EncryptedPrivateKeyInfo.getInstance(object.getContent()));
            case "RSA PRIVATE KEY":
                if (encrypted) return opened(object);
                return new PrivateKeyInfo(
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                        org.bouncycastle.asn1.pkcs.RSAPrivateKey.getInstance(object.getContent()));
            case "EC PRIVATE KEY":
                if (encrypted) return opened(object);
                var ec = ECPrivateKey.getInstance(object.getContent());
                return new PrivateKeyInfo(
                        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, ec.getParametersObject()), ec);
            default:
                throw new GeneralSecurityException("its type is neither ECDSA nor RSA");
        }
    }

    /** RFC 8018, 6.2.2. */
    private PrivateKeyInfo opened(EncryptedPrivateKeyInfo encrypted) throws PemException, GeneralSecurityException {
        if (!encrypted.getEncryptionAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2))
            throw otherwise();
        var scheme =
                PBES2Parameters.getInstance(encrypted.getEncryptionAlgorithm().getParameters());
        if (!scheme.getKeyDerivationFunc().getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2)) throw otherwise();
        var derivation = PBKDF2Params.getInstance(scheme.getKeyDerivationFunc().getParameters());
        var function = DERIVATIONS.get(derivation.getPrf().getAlgorithm());
        var cipher = CIPHERS.get(scheme.getEncryptionScheme().getAlgorithm());
        if (function == null || cipher == null) throw otherwise();
        if (derivation.getIterationCount().bitLength() > 31
                || derivation.getIterationCount().intValue() > MOST_ITERATIONS)
            throw new GeneralSecurityException("more than " + MOST_ITERATIONS + " iterations are asked for");
        var initial = ASN1OctetString.getInstance(scheme.getEncryptionScheme().getParameters())
                .getOctets();
        var characters = passphrase.characters();
        var specification = new PBEKeySpec(
                characters, derivation.getSalt(), derivation.getIterationCount().intValue(), cipher.keyBits());
        try {
            var secret = SecretKeyFactory.getInstance(function).generateSecret(specification);
            var decryption = Cipher.getInstance(cipher.cipher() + "/CBC/PKCS5Padding");
            decryption.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(secret.getEncoded(), cipher.cipher()),
                    new IvParameterSpec(initial));
            return PrivateKeyInfo.getInstance(decryption.doFinal(encrypted.getEncryptedData()));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw wrong(e);
        } finally {
            specification.clearPassword();
            Arrays.fill(characters, '\0');
        }
    }

    /** RFC 1421, 4.6, as OpenSSL wrote keys before PKCS#8. */
    private PrivateKeyInfo opened(PemObject object) throws PemException, IOException, GeneralSecurityException {
        needPassphrase();
        var text = new StringWriter();
        try (var writer = new PemWriter(text)) {
            writer.writeObject(object);
        }
        try (var parser = new PEMParser(new StringReader(text.toString()))) {
            if (!(parser.readObject() instanceof PEMEncryptedKeyPair pair)) throw otherwise();
            var characters = passphrase.characters();
            try {
                return pair.decryptKeyPair(new BcPEMDecryptorProvider(characters))
                        .getPrivateKeyInfo();
            } catch (IOException | RuntimeException e) {
                throw wrong(e);
            } finally {
                Arrays.fill(characters, '\0');
            }
        }
    }

    private void needPassphrase() throws PemException {
        if (!passphrase.isKnown())
            throw new PemException(
                    file,
                    "the private key is encrypted, and nobody is there to type a passphrase; name a file that has it as"
                            + " password-file, or write the key in the clear with `openssl pkey -in FILE -out NEWFILE` and let"
                            + " only the server read it",
                    null);
    }

    private PemException wrong(Exception cause) {
        return new PemException(
                file, "the private key cannot be decrypted with the passphrase in " + passphrase.source(), cause);
    }

    private PemException otherwise() {
        return new PemException(
                file,
                "the private key is encrypted in a way that is not read here; write it anew with"
                        + " `openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE -out NEWFILE`",
                null);
    }

    private static PrivateKey key(PrivateKeyInfo info) throws GeneralSecurityException, IOException {
        return KeyFactory.getInstance(algorithm(info.getPrivateKeyAlgorithm().getAlgorithm()))
                .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
    }

    private static String algorithm(ASN1ObjectIdentifier id) throws GeneralSecurityException {
        if (id.equals(PKCSObjectIdentifiers.rsaEncryption)) return "RSA";
        if (id.equals(X9ObjectIdentifiers.id_ecPublicKey)) return "EC";
        throw new GeneralSecurityException("its type " + id + " is neither ECDSA nor RSA");
    }
}
