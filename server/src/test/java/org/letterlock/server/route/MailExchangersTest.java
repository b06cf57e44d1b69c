package org.letterlock.server.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.server.rule.IpNetwork;

/** RFC 5321, 5.1, as far as DNS decides it. */
class MailExchangersTest {
    private static final OwnPlace OWN =
            new OwnPlace(Set.of("mail.example.org"), Set.of(IpNetwork.address("192.0.2.1")), List.of());

    private final StubDns dns = new StubDns();

    private MailHosts of(String domain, int seed) {
        return new MailExchangers(dns, OWN, new Random(seed))
                .of(domain)
                .toCompletableFuture()
                .join();
    }

    private List<String> hosts(String domain) {
        return assertInstanceOf(MailHosts.Found.class, of(domain, 1)).hosts().stream()
                .map(MailHosts.Host::name)
                .toList();
    }

    private String refused(String domain) {
        var none = assertInstanceOf(MailHosts.None.class, of(domain, 1));
        return none.status() + " " + none.why();
    }

    @Test
    void thePreferredHostComesFirst() {
        dns.mx("a.example", 20, "second.example")
                .mx("a.example", 10, "first.example")
                .address("first.example", "198.51.100.1", "2001:db8::1")
                .address("second.example", "198.51.100.2");
        assertEquals(List.of("first.example", "second.example"), hosts("a.example"));
    }

    @Test
    void equalsAreShuffled() {
        for (int i = 0; i < 5; i++) dns.mx("a.example", 10, i + ".example").address(i + ".example", "198.51.100." + i);
        dns.mx("a.example", 5, "best.example").address("best.example", "198.51.100.99");
        var orders = new HashSet<List<String>>();
        for (int seed = 0; seed < 20; seed++) {
            var order = ((MailHosts.Found) of("a.example", seed))
                    .hosts().stream().map(MailHosts.Host::name).toList();
            assertEquals("best.example", order.get(0));
            orders.add(order);
        }
        assertTrue(orders.size() > 5, orders.toString());
    }

    @Test
    void aDomainWithoutMxIsItsOwnHost() {
        dns.address("a.example", "198.51.100.1");
        assertEquals(List.of("a.example"), hosts("a.example"));
    }

    @Test
    @DisplayName("S-Q7 a null MX takes no mail (RFC 7505)")
    void s_Q7_nullMx() {
        dns.mx("a.example", 0, "").address("a.example", "198.51.100.1");
        assertEquals("5.1.10 a.example takes no mail", refused("a.example"));
    }

    @Test
    @DisplayName("S-Q7 a CNAME as MX is used, and 50 MX x 50 A are tried no further than the bounds")
    void s_Q7_bounds() {
        dns.mx("cname.example", 10, "alias.example")
                .alias("alias.example", "real.example")
                .address("real.example", "198.51.100.1");
        assertEquals(List.of("alias.example"), hosts("cname.example"));
        for (int i = 0; i < 50; i++) {
            dns.mx("many.example", i, i + ".example");
            for (int j = 0; j < 50; j++) dns.address(i + ".example", "198.51.100." + j);
        }
        var found = (MailHosts.Found) of("many.example", 1);
        assertEquals(10, found.hosts().size());
        assertTrue(found.hosts().stream().allMatch(h -> h.addresses().size() == 10));
    }

    @Test
    @DisplayName("S-P15 no mail comes back: this server in the list, by name or by address, cuts it there")
    void s_P15_loopsAreCut() {
        dns.mx("a.example", 5, "better.example")
                .mx("a.example", 10, "MAIL.example.org")
                .mx("a.example", 20, "worse.example")
                .address("better.example", "198.51.100.1")
                .address("mail.example.org", "192.0.2.1")
                .address("worse.example", "198.51.100.2");
        assertEquals(List.of("better.example"), hosts("a.example"));
        dns.mx("b.example", 10, "mail.example.org").mx("b.example", 20, "worse.example");
        assertEquals("5.4.6 mail for b.example loops back to this server", refused("b.example"));
        dns.mx("c.example", 10, "other.example").address("other.example", "192.0.2.1");
        assertEquals("5.4.6 mail for c.example loops back to this server", refused("c.example"));
    }

    @Test
    @DisplayName("S-Q6 hosts at private, loopback and link-local addresses are not spoken to, unless allowed")
    void s_Q6_privateAddresses() {
        int i = 0;
        for (var address : List.of(
                "127.0.0.1",
                "10.0.0.1",
                "172.16.3.4",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "fe80::1",
                "fd00:ec2::254",
                "::ffff:127.0.0.1")) {
            var domain = "private" + i++ + ".example";
            dns.address(domain, address);
            assertEquals(
                    "5.4.4 the hosts for " + domain
                            + " have no public address; delivery.allowed-networks would allow it",
                    refused(domain),
                    address);
        }
        var allowing = new OwnPlace(Set.of(), Set.of(), List.of(IpNetwork.parse("10.0.0.0/8")));
        var found = new MailExchangers(dns, allowing, new Random(1))
                .of("private1.example")
                .toCompletableFuture()
                .join();
        assertInstanceOf(MailHosts.Found.class, found);
    }

    @Test
    void whatIsNotThereFailsForGoodAndWhatFailedForNow() {
        dns.failing("MX", "broken.example")
                .mx("half.example", 10, "gone.example")
                .mx("half.example", 20, "unknown.example")
                .failing("A", "unknown.example")
                .name("bare.example")
                .mx("empty.example", 10, "gone.example");
        assertEquals("5.1.2 there is no domain nowhere.example", refused("nowhere.example"));
        assertEquals("4.4.3 broken.example MX: SERVFAIL", refused("broken.example"));
        assertEquals("4.4.3 unknown.example A: SERVFAIL", refused("half.example"));
        assertEquals("5.4.4 no host for bare.example has an address", refused("bare.example"));
        assertEquals("5.4.4 no host for empty.example has an address", refused("empty.example"));
    }
}
