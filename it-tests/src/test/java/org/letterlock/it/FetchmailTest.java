package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.letterlock.it.MailHouse.ANN_PASSWORD;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.letterlock.Letterlock;
import org.letterlock.Listener;

/** fetchmail empties a maildrop into a delivery program, as it has since 1996. It hands lines over ending in LF. */
class FetchmailTest {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    enum Way {
        POP3(Listener.POP3, "sslproto \"TLS1.2+\""),
        POP3S(Listener.POP3S, "ssl");

        final Listener listener;
        final String option;

        Way(Listener listener, String option) {
            this.listener = listener;
            this.option = option;
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void fetchesAndDeletesEveryMessage(Way way) throws IOException {
        var samples = new ArrayList<>(Sample.SMALL);
        samples.add(Sample.large());
        house.append("INBOX", samples);

        fetchmail(way, house.ca()).succeeded();

        for (int i = 0; i < samples.size(); i++) {
            var delivered = Files.readAllBytes(house.work().resolve("delivered." + (i + 1)));
            samples.get(i).assertIs(Sample.wire(delivered));
        }
        assertEquals(List.of(), house.mail().messages("ann", "INBOX"));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void refusesACertificateItCannotVerify(Way way) throws IOException {
        house.append("INBOX", List.of(Sample.PLAIN));
        try (var other = Letterlock.builder().listen(Listener.POP3S).start()) {
            var othersCa = house.file("other.pem", other.caPem().getBytes(StandardCharsets.US_ASCII));
            var result = fetchmail(way, othersCa).failed();
            assertTrue(result.toString().contains("certificate verif"), result::toString);
        }
        assertEquals(1, house.mail().messages("ann", "INBOX").size());
    }

    private RealProgram.Result fetchmail(Way way, Path ca) throws IOException {
        var deliver = house.file(
                "deliver",
                "#!/bin/sh\nn=$(ls delivered.* 2>/dev/null | wc -l)\nexec cat > delivered.$((n + 1))\n"
                        .getBytes(StandardCharsets.UTF_8));
        Files.setPosixFilePermissions(deliver, PosixFilePermissions.fromString("rwx------"));
        var rc = house.file("fetchmailrc", """
                set invisible
                poll localhost protocol POP3 service %d
                  user "ann" password "%s" %s sslcertck sslcertfile "%s"
                  no rewrite no mimedecode pass8bits fetchall mda "./deliver"
                """.formatted(house.port(way.listener), ANN_PASSWORD, way.option, ca)
                .getBytes(StandardCharsets.UTF_8));
        Files.setPosixFilePermissions(rc, PosixFilePermissions.fromString("rw-------"));
        return house.program("fetchmail")
                .run(
                        "--nodetach",
                        "--nosyslog",
                        "-v",
                        "-f",
                        rc.toString(),
                        "--pidfile",
                        house.work().resolve("pid").toString());
    }
}
