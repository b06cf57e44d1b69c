package org.letterlock.server.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.letterlock.server.queue.QueueWorkshop.to;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.server.queue.QueueWorkshop.Answer;
import org.letterlock.server.route.StsPolicies;
import org.letterlock.server.route.StsPolicy;
import org.letterlock.smtp.Envelope.OnwardTls;
import org.letterlock.smtp.address.Mailbox;
import org.letterlock.smtp.address.ReversePath;
import org.letterlock.smtp.client.Outcome;
import org.letterlock.smtp.client.TlsDemand;

/** RFC 8689: what the sender wants of TLS is kept, and never mixed with what others want. */
class OnwardTlsTest {
    private static final String MAIL = "From: ann@example.org\r\nSubject: hello\r\n\r\nbody\r\n";

    private final QueueWorkshop shop = new QueueWorkshop();

    /** a.example publishes an MTA-STS policy for its host. */
    private void policy(String mode) {
        var text = "version: STSv1\nmode: " + mode + "\nmx: mx.a.example\nmax_age: 86400\n";
        var policy = StsPolicy.read("a.example", text.getBytes(StandardCharsets.UTF_8))
                .orElseThrow();
        shop.policies = domain -> CompletableFuture.completedStage(
                domain.equals("a.example") ? StsPolicies.Finding.of(policy) : StsPolicies.Finding.NOTHING);
    }

    private void send(OnwardTls wish, String domain) {
        shop.onwardTls = wish;
        shop.send(MAIL, to("bob", domain));
    }

    @Test
    @DisplayName("REQUIRETLS outlives a restart, and goes on to a host that is sure")
    void required() {
        policy("enforce");
        shop.server = mail -> Answer.DEAD;
        send(OnwardTls.REQUIRED, "a.example");
        shop.restart();
        shop.server = mail -> Answer.TAKEN;
        shop.pass(Duration.ofHours(1));
        assertEquals(List.of(), shop.waiting());
        assertTrue(shop.carried.stream().allMatch(m -> m.requireTls()));
        assertTrue(shop.steps.stream().allMatch(s -> s.demand().equals(TlsDemand.secure(List.of("mx.a.example")))));
    }

    @Test
    @DisplayName("REQUIRETLS comes back where no host is sure: 5.7.10, and of the message no more than its header")
    void bounced() {
        send(OnwardTls.REQUIRED, "b.example");
        assertEquals(List.of(), shop.carried);
        assertEquals(List.of(), shop.waiting());
        var notice = shop.inbox().get(0);
        assertTrue(notice.contains("\r\nStatus: 5.7.10\r\n"), notice);
        assertTrue(notice.contains("\r\nSubject: hello\r\n"), notice);
        assertFalse(notice.contains("\r\nbody\r\n"), "RFC 8689, 5: as if RET=HDRS had been said");
    }

    @Test
    @DisplayName("RFC 8689, 5: RET=FULL does not count, and a notice to another server asks for the same protection")
    void noticesElsewhere() {
        shop.onwardTls = OnwardTls.REQUIRED;
        shop.server = mail -> mail.from().isNull() ? Answer.TAKEN : Answer.refused(550, "5.7.30", Outcome.Phase.MAIL);
        policy("enforce");
        shop.send(
                new ReversePath(Optional.of(new Mailbox("eve", "c.example"))),
                Optional.of("FULL"),
                MAIL,
                to("bob", "a.example"));
        assertEquals(2, shop.carried.size());
        var notice = shop.carried.get(1);
        assertTrue(notice.from().isNull());
        assertTrue(notice.requireTls());
        assertFalse(QueueWorkshop.text(notice.content()).contains("\r\nbody\r\n"));
        assertEquals(TlsDemand.MAY, shop.steps.get(1).demand(), "it is not lost because c.example publishes nothing");
    }

    @Test
    @DisplayName("TLS-Required: No goes past what the domain asks for, over connections of its own")
    void optionalKeepsToItself() {
        policy("enforce");
        send(OnwardTls.OPTIONAL, "a.example");
        assertEquals(TlsDemand.MAY, shop.steps.get(0).demand());
        send(OnwardTls.USUAL, "a.example");
        send(OnwardTls.REQUIRED, "a.example");
        assertEquals(3, shop.opened, "none uses the connection of another");
        assertEquals(
                TlsDemand.secure(List.of("mx.a.example")), shop.steps.get(1).demand());
        assertEquals(
                TlsDemand.secure(List.of("mx.a.example")), shop.steps.get(2).demand());
    }

    @Test
    @DisplayName("a report about TLS never lends its connection to mail")
    void reportsKeepToThemselves() {
        policy("enforce");
        shop.queue.post("r", new Mailbox("tls", "a.example"), MAIL.getBytes(StandardCharsets.US_ASCII));
        shop.run();
        assertEquals(TlsDemand.MAY, shop.steps.get(0).demand());
        send(OnwardTls.USUAL, "a.example");
        assertEquals(
                TlsDemand.secure(List.of("mx.a.example")), shop.steps.get(1).demand());
        assertEquals(2, shop.opened);
    }

    @Test
    @DisplayName("that one host gives no TLS is no reason to give up while another did not answer")
    void aHostThatMayComeBack() {
        shop.dns.mx("d.example", 10, "one.d.example").mx("d.example", 20, "two.d.example");
        shop.dns.address("one.d.example", "198.51.100.1").address("two.d.example", "198.51.100.2");
        var refused = Answer.refused(554, "5.7.1", Outcome.Phase.GREETING);
        shop.server =
                mail -> shop.steps.get(shop.steps.size() - 1).hop().name().startsWith("one") ? Answer.DEAD : refused;
        shop.send(MAIL, to("bob", "d.example"));
        assertEquals(List.of("d.example 1 1"), shop.waiting());
        shop.server = mail -> Answer.TAKEN;
        shop.pass(Duration.ofHours(1));
        assertEquals(List.of(), shop.waiting());
    }
}
