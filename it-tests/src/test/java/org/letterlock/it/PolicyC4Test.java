package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.tls.TlsPolicy;
import org.letterlock.tls.TlsSuite;

/** C4: who wants list B on 993 all the same says so in one line, by its name or as the string that the guide prints. */
class PolicyC4Test {
    private static final String B = "EDH+CAMELLIA:EDH+aRSA:EECDH+aRSA+AESGCM:EECDH+aRSA+SHA384:EECDH+aRSA+SHA256:"
            + "EECDH:+CAMELLIA256:+AES256:+CAMELLIA128:+AES128:+SSLv3:!aNULL:!eNULL:!LOW:!3DES:!MD5:!EXP:!PSK:!DSS:!RC4:"
            + "!SEED:!ECDSA:CAMELLIA256-SHA:AES256-SHA:CAMELLIA128-SHA:AES128-SHA";

    @TempDir
    Path folder;

    @Test
    @DisplayName("C4: ciphers = table-b is the list as printed; the printed string is what this OpenSSL makes of it")
    void listB() throws Exception {
        var openssl = RealProgram.of("openssl", folder)
                .run("ciphers", B)
                .succeeded()
                .text()
                .strip();
        var expanded = Arrays.stream(openssl.split(":"))
                .flatMap(name -> TlsSuite.named(name).stream())
                .filter(suite -> !suite.isTls13())
                .toList();
        assertTrue(expanded.size() > 10, openssl);
        try (var house = new ConfiguredHouse(folder)) {
            house.start(house.configure("", """
                    listeners {
                      named   { service = imap, security = implicit, port = 0, tls { ciphers = table-b } }
                      printed { service = imap, security = implicit, port = 0, tls { ciphers = "%s" } }
                    }
                    """.formatted(B)));
            assertEquals(names(TlsPolicy.TABLE_B), TlsProbe.walk(folder, house.at("named"), TlsPolicy.TABLE_B));
            assertEquals(names(expanded), TlsProbe.walk(folder, house.at("printed"), expanded));
        }
    }

    private static List<String> names(List<TlsSuite> suites) {
        return suites.stream().map(TlsSuite::openSslName).toList();
    }
}
