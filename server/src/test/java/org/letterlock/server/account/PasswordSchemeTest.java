package org.letterlock.server.account;

import static org.junit.jupiter.api.Assertions.*;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Password fields, most of them as {@code doveadm pw} of Dovecot 2.3.19 wrote them. */
class PasswordSchemeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "{ARGON2ID}$argon2id$v=19$m=65536,t=3,p=1$/VFeTwzK4Cd0zYg5u0/unQ$Bey66WYqa1l4bRYKpmU5QV4e1OicBO92yroRvBTJg3U",
                "{BLF-CRYPT}$2y$05$HdY17k/Lo1WnvMeuog/x4.6vIDp9xcYffZqUvsU2IcOONU3Noq5iK",
                "{SCRAM-SHA-256}4096,G06Z4H2D5Z7suyLoN8X3Mg==,Jyi5tbvRkDe6HysuGohYtVbFa7s+kLF0HYmw9z455D4=,lLgQgZEFsl7Y3k39GD9UIEvEfqrOFut0nQX5res0KQA=",
                "{PBKDF2}$1$R/qOzLwLoW8oBjPV$5000$d8188849391995a6a2a51a7996fd73dae196acae",
                "{SHA512-CRYPT}$6$7pIRF/hVKbhIFStr$gPbZ.x2IgllSqsHLwHJAHiXroST5CzonXktR/V6vWMdoJH53UmnVuqS6rRUo.ZBytjCpD60FI0Lb7um.Bd.IG.",
                "{SHA512-CRYPT}$6$rounds=10000$0xHJZemVAuuufKBM$y/uatRSbpK41Z5arYyeMP4c1ngOaLuqh5HslctHcwnzM5ilzZMoixsKIy3mL9hZF1lI5vRN4fR3QMFd8YGYg10",
                "{SHA512-CRYPT.B64}JDYkM0ZmUXAyTERBZkhTNGdRRiROWlR5dTJhSVJHQmthRzhuUTRuZ0hmc2MzSldLLnFlS2hoZS9EdjlJRVdQaENCWHZPQjBycEpuWi5qOXcxQVV3cHBPWVBFNFIvZWlqRVVCMGJpbEZhLw==",
                "{PLAIN}secret"
            })
    void doveadmsHashesOfSecret(String field) throws Exception {
        var credential = PasswordScheme.parse(field);
        assertTrue(credential.matches(utf8("secret")));
        assertFalse(credential.matches(utf8("Secret")));
        assertFalse(credential.matches(utf8("secret ")));
        if (!field.contains(".B64")) assertEquals(field, credential.encoded());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ARGON2ID}$argon2id$v=19$m=65536,t=3,p=1$lfB7OJXH7mryXfUYWuTf6Q$sIl1wv5q+hM3Xfju6v6ycWEM+xhXcqGhZz+g9AzgQ7s",
                "{BLF-CRYPT}$2y$05$Yf8ZzZvrgQXBdfuNf7f4DOhETL2CBrpLPBGGcT5ygVvdbL3CkulZW",
                "{CRYPT}$2y$05$Hgx2OTDfeC3wvPA1XRqoJ.NgAWjx6a.hBwvwfx8u7YxSzVAljp/Tu",
                "{SCRAM-SHA-256}4096,y+lmLpFj0XvDwO6M2kclBg==,pe2FGS4kuIV8UhJ6txIOrUD9O3PdgzIM6930RdVSpSA=,jTAmttPr6EenAHY8bpqmwQBQEzvPf7Fn72yrwrmog/4=",
                "{PBKDF2}$1$L.d2K/KU8YYyDHXF$5000$27d8eacea4bc7a0195c82c1f2fe87367f4ceb047",
                "{SHA512-CRYPT}$6$wS1Zh4lbK55PpZrV$IadNZ0yerKloPqOhjQjidF34RnisacnhYvYR/ze3XHv5NcI7bqwvolLmNlRvzqY.r1KwKPMNNltAEaWah3tCV."
            })
    void doveadmsHashesOfUtf8WithABlank(String field) throws Exception {
        assertTrue(PasswordScheme.parse(field).matches(utf8("pässwort 1")));
    }

    @Test
    @DisplayName("S-A11 new passwords are kept well; what OWASP would not do is said")
    void s_A11_weakness() throws Exception {
        var random = new SecureRandom();
        for (var made : new Credential[] {Argon2id.of(utf8("x"), random), ScramSha256.of(utf8("x"), random)})
            assertEquals("", made.weakness(), made.toString());
        var bcrypt = "HdY17k/Lo1WnvMeuog/x4.6vIDp9xcYffZqUvsU2IcOONU3Noq5iK";
        assertEquals("bcrypt with a cost below 10", weakness("{BLF-CRYPT}$2y$09$" + bcrypt));
        assertEquals("", weakness("{BLF-CRYPT}$2y$10$" + bcrypt));
        var pbkdf2 = "d8188849391995a6a2a51a7996fd73dae196acae";
        assertEquals("PBKDF2 with fewer than 600000 rounds", weakness("{PBKDF2}$1$salt$599999$" + pbkdf2));
        assertEquals("", weakness("{PBKDF2}$1$salt$600000$" + pbkdf2));
        var argon2 = "$/VFeTwzK4Cd0zYg5u0/unQ$Bey66WYqa1l4bRYKpmU5QV4e1OicBO92yroRvBTJg3U";
        for (var enough : new String[] {"m=47104,t=1", "m=19456,t=2", "m=12288,t=3", "m=9216,t=4", "m=7168,t=5"})
            assertEquals("", weakness("{ARGON2ID}$argon2id$v=19$" + enough + ",p=1" + argon2));
        for (var little : new String[] {"m=19456,t=1", "m=4096,t=30", "m=7168,t=4"})
            assertEquals(
                    "Argon2id with less than m=19456, t=2 or as much work",
                    weakness("{ARGON2ID}$argon2id$v=19$" + little + ",p=1" + argon2));
        assertEquals("in the clear", weakness("{PLAIN}secret"));
        assertEquals(
                "SHA512-CRYPT",
                weakness(
                        "{CRYPT}$6$wS1Zh4lbK55PpZrV$IadNZ0yerKloPqOhjQjidF34RnisacnhYvYR/ze3XHv5NcI7bqwvolLmNlRvzqY.r1KwKPMNNltAEaWah3tCV."));
    }

    private static String weakness(String field) throws MalformedCredential {
        return PasswordScheme.parse(field).weakness();
    }

    /** Test vectors of Ulrich Drepper's description. */
    @ParameterizedTest
    @CsvSource({
        "'$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1',Hello world!",
        "'$6$rounds=10000$saltstringsaltst$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v.',Hello world!",
        "'$6$rounds=5000$toolongsaltstrin$lQ8jolhgVRVhY4b5pZKaysCLi0QBxGoNeKQzQ3glMhwllF7oGDZxUhx1yxdYcz/e1JSbq3y6JMxxl8audkUEm0',This is just a test",
        "'$6$rounds=1400$anotherlongsalts$POfYwTEok97VWcjxIiSOjiykti.o/pQs.wPvMxQ6Fm7I6IoYN3CmLs66x9t0oSwbtEW7o7UmJEiDwGqd8p4ur1',a very much longer text to encrypt.  This one even stretches over morethan one line."
    })
    void sha512CryptVectors(String hash, String password) throws Exception {
        assertTrue(PasswordScheme.parse("{CRYPT}" + hash).matches(utf8(password)));
    }

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        var random = new SecureRandom();
        for (var made :
                new Credential[] {Argon2id.of(utf8("s3:cret"), random), ScramSha256.of(utf8("s3:cret"), random)}) {
            var read = PasswordScheme.parse(made.encoded());
            assertTrue(read.matches(utf8("s3:cret")));
            assertFalse(read.matches(utf8("s3:cre")));
            assertEquals(made.encoded(), read.encoded());
        }
        assertTrue(Argon2id.of(utf8("x"), random).encoded().startsWith("{ARGON2ID}$argon2id$v=19$m=19456,t=2,p=1$"));
    }

    /** RFC 7677, 3: the example's keys. */
    @Test
    void scramKeysOfTheRfc() {
        var salt = java.util.Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
        var keys = ScramSha256.derive(utf8("pencil"), salt, 4096, true);
        var authMessage = "n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        var signature = Digests.hmacSha256(keys.serverKey(), utf8(authMessage));
        assertEquals(
                "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
                java.util.Base64.getEncoder().encodeToString(signature));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret",
                "{MD5}secret",
                "{ARGON2ID}secret",
                "{ARGON2ID}$argon2id$v=19$m=99999999,t=3,p=1$/VFeTwzK4Cd0zYg5u0/unQ$Bey66WYqa1l4bRYKpmU5QV4e1OicBO92yroRvBTJg3U",
                "{BLF-CRYPT}$2y$31$HdY17k/Lo1WnvMeuog/x4.6vIDp9xcYffZqUvsU2IcOONU3Noq5iK",
                "{SCRAM-SHA-256}1,G06Z4H2D5Z7suyLoN8X3Mg==,Jyi5tbvRkDe6HysuGohYtVbFa7s+kLF0HYmw9z455D4=,lLgQgZEFsl7Y3k39GD9UIEvEfqrOFut0nQX5res0KQA=",
                "{SHA512-CRYPT}$6$rounds=999999999$0xHJZemVAuuufKBM$secret",
                "{PLAIN}",
                "{PBKDF2.B64}###secret"
            })
    @DisplayName("S-G2 a password field that cannot be used is not shown in the message")
    void s_G2_messagesShowNothing(String field) {
        var e = assertThrows(MalformedCredential.class, () -> PasswordScheme.parse(field));
        assertFalse(e.getMessage().contains("secret"), e.getMessage());
    }

    @Test
    @DisplayName("S-G2 a credential's text shows its scheme only")
    void s_G2_toStringShowsNothing() throws Exception {
        assertEquals("{PLAIN}…", PasswordScheme.parse("{PLAIN}secret").toString());
        var account = new Account("a", new ClearPassword("secret"));
        assertFalse(account.toString().contains("secret"));
    }

    private static byte[] utf8(String s) {
        return s.getBytes(StandardCharsets.UTF_8);
    }
}
