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
    private Router.Protection protection = Router.Protection.AS_AGREED;

    private Route route(String domain) {
        return new Router(table, dns, new MailExchangers(dns, OWN, new Random(1)), OWN, policies, 25)
                .route(domain, protection)
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
        policies = domain -> CompletableFuture.completedStage(
                domain.equals("a.example") ? StsPolicies.Finding.of(policy.get()) : StsPolicies.Finding.NOTHING);
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
    @DisplayName("RFC 8689, 4.2.1: mail that requires TLS goes to hosts whose names are sure, and to no others")
    void whatRequiresTls() {
        protection = Router.Protection.REQUIRED;
        var unsure =
                "5.7.10 the sender requires TLS, and nobody vouches for the name mx.a.example: the MX record of a.example is"
                        + " not signed, and no MTA-STS policy names it";
        assertEquals(unsure, nowhere("a.example"));
        for (var level : List.of(TlsLevel.NONE, TlsLevel.ENCRYPT, TlsLevel.VERIFY)) {
            configured(level);
            assertEquals(unsure, nowhere("a.example"), level.text());
        }
        configured(TlsLevel.SECURE);
        assertEquals(
                TlsDemand.secure(List.of("a.example", ".a.example")),
                only("a.example").demand());
        table = RouteTable.DEFAULT;
        for (var mode : List.of("enforce", "testing")) {
            published("version: STSv1\nmode: " + mode + "\nmx: *.a.example\nmax_age: 86400\n");
            assertEquals(
                    TlsDemand.secure(List.of("mx.a.example")), only("a.example").demand(), mode);
        }
        published("version: STSv1\nmode: testing\nmx: other.example\nmax_age: 86400\n");
        assertEquals(unsure, nowhere("a.example"));
        policies = domain -> CompletableFuture.completedStage(StsPolicies.Finding.failed("sts-policy-fetch-error"));
        assertTrue(nowhere("a.example").startsWith("4.7.5 "), "the policy may be there another time");
        policies = StsPolicies.NONE;
        dns.signed("a.example", "mx.a.example");
        assertEquals(
                TlsDemand.secure(List.of("mx.a.example")), only("a.example").demand());
        dns.tlsa("_25._tcp.mx.a.example", RECORD).signed("_25._tcp.mx.a.example");
        assertEquals(TlsLevel.DANE, only("a.example").demand().level());
        dns.failing("TLSA", "_25._tcp.mx.a.example");
        assertEquals("4.7.5 _25._tcp.mx.a.example TLSA: SERVFAIL", nowhere("a.example"));
        dns.address("b.example", "198.51.100.2");
        assertEquals(TlsDemand.secure(List.of("b.example")), only("b.example").demand(), "no MX that could be forged");
        dns.address("smart.example", "10.0.0.1");
        table = new RouteTable(
                Map.of(),
                new RouteRule(
                        Optional.of(new Relay("smart.example", 25, Dialect.SMTP, false, Optional.empty())),
                        TlsLevel.NONE,
                        List.of()));
        assertEquals(
                TlsDemand.secure(List.of("smart.example")), only("a.example").demand());
    }

    @Test
    @DisplayName(
            "RFC 8689, 4.2.2: where TLS is optional the domain's wishes do not count, those of the configuration do")
    void whereTlsIsOptional() {
        protection = Router.Protection.ANYHOW;
        published("version: STSv1\nmode: enforce\nmx: other.example\nmax_age: 86400\n");
        assertEquals(TlsDemand.MAY, only("a.example").demand());
        configured(TlsLevel.ENCRYPT);
        assertEquals(TlsDemand.ENCRYPT, only("a.example").demand());
    }

    @Test
    @DisplayName("RFC 8460, 4.3.2.1: what a report calls it where DANE cannot be had")
    void verdictsOfDane() {
        dns.signed("a.example", "mx.a.example").failing("TLSA", "_25._tcp.mx.a.example");
        assertEquals(Optional.of("dnssec-invalid"), verdictOfNowhere().failure());
        configured(TlsLevel.DANE);
        dns.signed();
        table = new RouteTable(
                Map.of("c.example", new RouteRule(Optional.empty(), TlsLevel.DANE, List.of())), RouteRule.DEFAULT);
        dns.mx("c.example", 10, "mx.c.example").address("mx.c.example", "198.51.100.3");
        var nowhere = assertInstanceOf(Route.Nowhere.class, route("c.example"));
        assertEquals(
                "tlsa dane-required",
                nowhere.verdict()
                        .map(v -> v.type() + " " + v.failure().orElse(""))
                        .orElse(""));
        table = RouteTable.DEFAULT;
        policies = domain -> CompletableFuture.completedStage(StsPolicies.Finding.failed("sts-webpki-invalid"));
        var verdict = only("c.example").verdict();
        assertEquals(
                "sts sts-webpki-invalid",
                verdict.type() + " " + verdict.failure().orElse(""));
        assertEquals(TlsDemand.MAY, only("c.example").demand(), "RFC 8461, 5.1: as if there were no policy");
    }

    private Route.Verdict verdictOfNowhere() {
        return assertInstanceOf(Route.Nowhere.class, route("a.example"))
                .verdict()
                .orElseThrow();
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
