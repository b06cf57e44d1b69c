package org.letterlock.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server against openssl's client over sockets. */
class OpenSslHandshakeTest {
    @BeforeAll
    static void openSsl() {
        OpenSsl.needed();
    }

    @ParameterizedTest
    @CsvSource({"-tls1,TLSv1", "-tls1_1,TLSv1.1", "-tls1_2,TLSv1.2", "-tls1_3,TLSv1.3"})
    void aReceivingMtaSpeaksAllVersions(String option, String version) throws Exception {
        try (var server = new EchoServer(TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MX), Keys.both(), List.of())) {
            var said = OpenSsl.client(server.port(), option, "-cipher", "ALL:@SECLEVEL=0");
            assertTrue(said.contains("farewell"), said);
            assertEquals(version, server.nextDone().protocol());
        }
    }
}
