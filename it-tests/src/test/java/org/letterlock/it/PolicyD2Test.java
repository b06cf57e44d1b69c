package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.letterlock.Listener;

/** D2: the server's order of suites counts, not the client's. */
class PolicyD2Test {
    private static final Pattern SUITE = Pattern.compile("Cipher is (\\S+)");

    @RegisterExtension
    static final MailHouse house = new MailHouse();

    @ParameterizedTest
    @EnumSource(Listener.class)
    @DisplayName("D2: two handshakes with reversed client order give the same suite")
    void theServerChooses(Listener listener) {
        assertEquals(
                suite(listener, "-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384"),
                suite(listener, "-tls1_2", "-cipher", "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256"));
        assertEquals(
                suite(listener, "-tls1_3", "-ciphersuites", "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384"),
                suite(listener, "-tls1_3", "-ciphersuites", "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256"));
    }

    private static String suite(Listener listener, String... options) {
        var shown = OpensslTest.s_client(house, listener, options).succeeded().text();
        var matcher = SUITE.matcher(shown);
        if (!matcher.find()) throw new AssertionError(shown);
        return matcher.group(1);
    }
}
