package org.letterlock.server.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.server.route.RouteRule.Relay;
import org.letterlock.smtp.client.Hop.Dialect;
import org.letterlock.smtp.client.Login;
import org.letterlock.smtp.client.TlsDemand;
import org.letterlock.smtp.client.TlsLevel;
import org.letterlock.tls.Tlsa;

/** Which server, and how well protected. */
class RouterTest {
    private static final Tlsa RECORD = new Tlsa(3, 1, 1, "00".repeat(32));
    private static final OwnPlace OWN = new OwnPlace(Set.of("mail.example.org"), Set.of(), List.of());

    private final StubDns dns = new StubDns()
            .mx("a.example", 10, "mx.a.example")
            .address("mx.a.example", "198.51.100.1")
            .name("_25._tcp.mx.a.example");
    private RouteTable table = RouteTable.DEFAULT;
    private StsPolicies policies = StsPolicies.NONE;

    private Route route(String domain) {
        return new Router(table, dns, new MailExchangers(dns, OWN, new Random(1)), OWN, policies, 25)
                .route(domain)
                .toCompletableFuture()
                .join();
    }

    private Route.Step only(String domain) {
        var over = assertInstanceOf(Route.Over.class, route(domain));
        assertEquals(1, over.steps().size());
        return over.steps().get(0);
    }

    private String nowhere(String domain) {
        var nowhere = assertInstanceOf(Route.Nowhere.class, route(domain));
        return nowhere.status() + " " + nowhere.why();
    }

    private void configured(TlsLevel level) {
        table = new RouteTable(
                Map.of("a.example", new RouteRule(Optional.empty(), level, List.of())), RouteRule.DEFAULT);
    }

    private void published(String text) {
        var policy = StsPolicy.read("a.example", text.getBytes(StandardCharsets.UTF_8));
        assertTrue(policy.isPresent());
        policies = domain -> CompletableFuture.completedStage(domain.equals("a.example") ? policy : Optional.empty());
    }

    @Test
    void opportunisticUnlessSomebodyAsksForMore() {
        var step = only("a.example");
        assertEquals(TlsDemand.MAY, step.demand());
        assertEquals("mx.a.example[198.51.100.1]:25", step.hop().toString());
        assertEquals("no-policy-found", step.verdict().type());
    }

    @Test
    void theConfiguredLevelHolds() {
        configured(TlsLevel.NONE);
        assertEquals(TlsDemand.NONE, only("a.example").demand());
        configured(TlsLevel.ENCRYPT);
        assertEquals(TlsDemand.ENCRYPT, only("a.example").demand());
        configured(TlsLevel.VERIFY);
        assertEquals(TlsDemand.VERIFY, only("a.example").demand());
        configured(TlsLevel.SECURE);
        assertEquals(
                TlsDemand.secure(List.of("a.example", ".a.example")),
                only("a.example").demand());
        configured(TlsLevel.DANE);
        assertEquals(
                "4.7.5 mx.a.example has no TLSA record that is signed, and level dane is configured",
                nowhere("a.example"));
    }

    @Test
    void signedRecordsAreBelievedWhereverEverythingBeforeThemIsSigned() {
        dns.tlsa("_25._tcp.mx.a.example", RECORD);
        assertEquals(TlsDemand.MAY, only("a.example").demand());
        dns.signed("a.example", "_25._tcp.mx.a.example");
        assertEquals(TlsDemand.MAY, only("a.example").demand());
        dns.signed("mx.a.example");
        var step = only("a.example");
        assertEquals(TlsDemand.dane(List.of(RECORD), List.of("mx.a.example", "a.example")), step.demand());
        assertEquals("tlsa", step.verdict().type());
    }

    @Test
    void noMailWhereRecordsMayBeHidden() {
        dns.signed("a.example", "mx.a.example").failing("TLSA", "_25._tcp.mx.a.example");
        assertEquals("4.7.5 _25._tcp.mx.a.example TLSA: SERVFAIL", nowhere("a.example"));
    }

    @Test
    void aPublishedPolicyHolds() {
        published("version: STSv1\nmode: enforce\nmx: *.a.example\nmax_age: 86400\n");
        var step = only("a.example");
        assertEquals(TlsDemand.secure(List.of("mx.a.example")), step.demand());
        assertEquals(List.of("*.a.example"), step.verdict().hosts());
        published("version: STSv1\nmode: testing\nmx: other.example\nmax_age: 86400\n");
        assertEquals(TlsDemand.MAY, only("a.example").demand());
        assertEquals(
                Optional.of("validation-failure"), only("a.example").verdict().failure());
        published("version: STSv1\nmode: enforce\nmx: other.example\nmax_age: 86400\n");
        assertEquals(
                "4.7.5 mx.a.example is none of the hosts that the MTA-STS policy of a.example names",
                nowhere("a.example"));
    }

    @Test
    @DisplayName("DANE goes before MTA-STS (RFC 8461, 2), and what is configured before both")
    void precedence() {
        dns.tlsa("_25._tcp.mx.a.example", RECORD).signed("a.example", "mx.a.example", "_25._tcp.mx.a.example");
        published("version: STSv1\nmode: enforce\nmx: other.example\nmax_age: 86400\n");
        assertEquals(TlsLevel.DANE, only("a.example").demand().level());
        configured(TlsLevel.ENCRYPT);
        assertEquals(TlsDemand.ENCRYPT, only("a.example").demand());
    }

    @Test
    void aSmarthostNeedsNoMx() {
        dns.address("smart.example", "10.0.0.1");
        var login = Optional.of(new Login("ann", "secret"));
        var smart = new RouteRule(
                Optional.of(new Relay("smart.example", 465, Dialect.SMTP, true, login)), TlsLevel.VERIFY, List.of());
        var dovecot = new RouteRule(
                Optional.of(new Relay("127.0.0.1", 24, Dialect.LMTP, false, Optional.empty())),
                TlsLevel.NONE,
                List.of());
        table = new RouteTable(Map.of("*.Lists.example", dovecot), smart);
        var step = only("nowhere.example");
        assertEquals("smart.example[10.0.0.1]:465", step.hop().toString());
        assertEquals(login, step.hop().login());
        assertTrue(step.hop().implicitTls());
        assertEquals(TlsDemand.VERIFY, step.demand());
        assertEquals(Dialect.LMTP, only("a.lists.example").hop().dialect());
        assertEquals("smart.example", only("lists.example").hop().name());
    }

    @Test
    @DisplayName("S-Q6 an address literal leads to public addresses only")
    void s_Q6_literals() {
        assertEquals(
                "198.51.100.7[198.51.100.7]:25", only("[198.51.100.7]").hop().toString());
        assertEquals(25, only("[ipv6:2001:db8::7]").hop().address().getPort());
        assertEquals("5.4.4 [127.0.0.1] is no public address", nowhere("[127.0.0.1]"));
        assertEquals("5.1.2 [nonsense:x] is no address", nowhere("[nonsense:x]"));
    }
}
