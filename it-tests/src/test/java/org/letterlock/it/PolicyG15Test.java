package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.Listener;

/** G15: outside submission every suite is allowed, because the alternative is plaintext; short of those that are none. */
class PolicyG15Test {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    @Test
    @DisplayName("G15: openssl s_client -starttls smtp -tls1 -cipher AES128-SHA@SECLEVEL=0 -connect H:25 is served")
    void theOldestClientIsServedOnPort25() {
        var shown = OpensslTest.s_client(house, Listener.MX, "-tls1", "-cipher", "AES128-SHA@SECLEVEL=0")
                .succeeded();
        assertTrue(shown.text().contains("Cipher is AES128-SHA"), shown::toString);
        assertTrue(shown.text().contains("Protocol  : TLSv1\n"), shown::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AES256-SHA",
                "DHE-RSA-AES128-SHA",
                "ECDHE-RSA-AES256-SHA",
                "CAMELLIA128-SHA",
                "DHE-RSA-CAMELLIA256-SHA",
                "AES128-GCM-SHA256",
                "ECDHE-ECDSA-AES128-SHA"
            })
    @DisplayName("G15: port 25 serves what old mail servers bring")
    void servesOldSuitesOnPort25(String suite) {
        var shown = OpensslTest.s_client(house, Listener.MX, "-tls1_2", "-cipher", suite + "@SECLEVEL=0")
                .succeeded();
        assertTrue(shown.text().contains("Cipher is " + suite), shown::toString);
    }

    @ParameterizedTest
    @EnumSource(value = Listener.class, names = "MX", mode = EnumSource.Mode.EXCLUDE)
    @DisplayName("G15: the same client gets an alert on every other port")
    void theOldestClientIsRefusedElsewhere(Listener listener) {
        for (var version : new String[] {"-tls1", "-tls1_1", "-tls1_2"}) {
            var refused = OpensslTest.s_client(house, listener, version, "-cipher", "AES128-SHA@SECLEVEL=0")
                    .failed();
            assertTrue(refused.errors().contains("alert"), refused::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NULL", "aNULL"})
    @DisplayName("G15: no encryption and no authentication are refused on port 25 too")
    void neverNullNeverAnonymous(String suites) {
        for (var version : new String[] {"-tls1", "-tls1_2"}) {
            OpensslTest.s_client(house, Listener.MX, version, "-cipher", suites + "@SECLEVEL=0")
                    .failed();
        }
    }
}
