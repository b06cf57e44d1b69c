package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.letterlock.it.MailHouse.ANN;
import static org.letterlock.it.MailHouse.ANN_PASSWORD;
import static org.letterlock.it.MailHouse.BOB;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.letterlock.Letterlock;
import org.letterlock.Listener;

/** msmtp submits as a Unix sendmail does, from lines that end in LF, with each mechanism it shares with us. */
class MsmtpTest {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    static Stream<Arguments> samples() {
        return Stream.of(Listener.SUBMISSION, Listener.SUBMISSIONS)
                .flatMap(listener -> Sample.SMALL.stream().map(sample -> Arguments.of(listener, sample)));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void submits(Listener listener, Sample sample) {
        msmtp(listener, "plain", house.ca(), sample).succeeded();
        var received = house.receivedFrom(ANN);
        sample.assertDelivered(received.bytes());
        assertEquals(List.of(BOB), received.recipients());
    }

    @ParameterizedTest
    @CsvSource({
        "SUBMISSION,plain",
        "SUBMISSION,login",
        "SUBMISSION,scram-sha-256",
        "SUBMISSIONS,plain",
        "SUBMISSIONS,login",
        "SUBMISSIONS,scram-sha-256"
    })
    void logsInBy(Listener listener, String mechanism) {
        msmtp(listener, mechanism, house.ca(), Sample.PLAIN).succeeded();
        assertEquals(ANN, house.receivedFrom(ANN).account().orElseThrow());
    }

    @Test
    void submitsTenMegabytes() {
        var large = Sample.large();
        msmtp(Listener.SUBMISSION, "plain", house.ca(), large).succeeded();
        large.assertDelivered(house.receivedFrom(ANN).bytes());
    }

    @Test
    void refusesACertificateItCannotVerify() {
        try (var other = Letterlock.builder().listen(Listener.SUBMISSION).start()) {
            var othersCa = house.file("other.pem", other.caPem().getBytes(StandardCharsets.US_ASCII));
            var result =
                    msmtp(Listener.SUBMISSION, "plain", othersCa, Sample.PLAIN).failed();
            assertTrue(result.errors().contains("certificate"), result::toString);
        }
        assertEquals(List.of(), house.mail().received());
    }

    private RealProgram.Result msmtp(Listener listener, String mechanism, Path ca, Sample sample) {
        return house.program("msmtp")
                .reading(sample.unix())
                .run(
                        "--host=localhost",
                        "--port=" + house.port(listener),
                        "--tls=on",
                        "--tls-starttls=" + (listener.implicitTls() ? "off" : "on"),
                        "--tls-trust-file=" + ca,
                        "--auth=" + mechanism,
                        "--user=ann",
                        "--passwordeval=echo " + ANN_PASSWORD,
                        "--from=" + ANN,
                        "--domain=client.example.org",
                        BOB);
    }
}
