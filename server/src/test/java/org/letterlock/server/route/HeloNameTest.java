package org.letterlock.server.route;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Policy G7: the name said in EHLO, and what DNS calls its addresses. */
class HeloNameTest {
    private final StubDns dns = new StubDns().address("mail.example.org", "192.0.2.1", "2001:db8::1");

    private String finding() {
        return new HeloName(dns).check("mail.example.org").toCompletableFuture().join();
    }

    @Test
    @DisplayName("G7: match where each address has that name, else what it is called is said")
    void policyG7() {
        assertEquals("helo-ptr=mismatch: 192.0.2.1 has no name in DNS, not mail.example.org", finding());
        dns.ptr("192.0.2.1", "host1.provider.example");
        assertEquals("helo-ptr=mismatch: 192.0.2.1 is called host1.provider.example, not mail.example.org", finding());
        dns.ptr("192.0.2.1", "Mail.example.org");
        assertEquals("helo-ptr=mismatch: 2001:db8:0:0:0:0:0:1 has no name in DNS, not mail.example.org", finding());
        dns.ptr("2001:db8::1", "mail.example.org");
        assertEquals("helo-ptr=match mail.example.org", finding());
        assertEquals(
                "helo-ptr=mismatch: the name gone.example that is said in EHLO has no address in DNS",
                new HeloName(dns).check("gone.example").toCompletableFuture().join());
    }
}
