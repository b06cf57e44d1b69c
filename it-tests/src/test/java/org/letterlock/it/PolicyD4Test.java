package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.letterlock.Listener;

/** D4: TLS compression is never agreed on (CRIME). */
class PolicyD4Test {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    @ParameterizedTest
    @EnumSource(Listener.class)
    @DisplayName("D4: openssl s_client -comp -connect H:993 shows Compression: NONE")
    void neverCompresses(Listener listener) {
        for (var version : new String[] {"-tls1_2", "-tls1_3"}) {
            var shown = OpensslTest.s_client(house, listener, "-comp", version).succeeded();
            assertTrue(shown.text().contains("Compression: NONE"), shown::toString);
        }
    }
}
