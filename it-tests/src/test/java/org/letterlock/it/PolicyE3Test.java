package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.Listener;

/** E3: SMTP on 25 and 587 with STARTTLS, and on 465 under TLS from the first octet. */
class PolicyE3Test {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    @ParameterizedTest
    @CsvSource({"MX,25,false", "SUBMISSION,587,false", "SUBMISSIONS,465,true"})
    @DisplayName("E3: openssl s_client on each of the three, the chain verified")
    void threePorts(Listener listener, int port, boolean implicit) {
        assertEquals(port, listener.standardPort());
        assertEquals(implicit, listener.implicitTls());
        var shown = OpensslTest.s_client(
                        house,
                        listener,
                        "-CAfile",
                        house.ca().toString(),
                        "-verify_return_error",
                        "-verify_hostname",
                        "localhost")
                .succeeded();
        assertTrue(shown.text().contains("Verify return code: 0 (ok)"), shown::toString);
    }
}
