package org.letterlock.server.delivery;

import static org.junit.jupiter.api.Assertions.*;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.mailbox.AccountId;
import org.letterlock.server.account.Account;
import org.letterlock.server.account.Accounts;
import org.letterlock.server.account.ClearPassword;
import org.letterlock.server.delivery.AddressBook.Destination;
import org.letterlock.server.delivery.AddressBook.Rules;
import org.letterlock.smtp.address.Mailbox;

class AddressBookTest {
    private final Accounts accounts = accounts("ann", "bob", "bob+special", "eve@other.test");
    private final AddressBook book = AddressBook.of(
            new Rules(
                    List.of("example.test", "Other.test"),
                    Map.of(
                            "sales", List.of("ann", "bob@example.test"),
                            "all", List.of("sales", "eve@other.test", "ann"),
                            "info@other.test", List.of("ann+info")),
                    Map.of("other.test", "eve@other.test"),
                    "",
                    '+'),
            accounts);

    @Test
    void accountsAliasesDetailCatchAll() {
        goes("ann", "example.test", "ann@example.test");
        goes("ANN", "EXAMPLE.TEST", "ann@example.test");
        goes("ann+lists", "example.test", "ann@example.test");
        goes("bob+special", "example.test", "bob+special@example.test");
        goes("bob+special+x", "example.test", "bob@example.test");
        goes("sales", "example.test", "ann@example.test", "bob@example.test");
        goes("sales+2026", "example.test", "ann@example.test", "bob@example.test");
        goes("all", "example.test", "eve@other.test", "ann@example.test", "bob@example.test");
        goes("info", "other.test", "ann@example.test");
        goes("whoever", "other.test", "eve@other.test");
        assertEquals(new Destination.Unknown(), book.find(new Mailbox("whoever", "example.test")));
        assertEquals(new Destination.Unknown(), book.find(new Mailbox("+ann", "example.test")));
        assertEquals(new Destination.Elsewhere(), book.find(new Mailbox("ann", "elsewhere.test")));
        assertEquals(new Destination.Elsewhere(), book.find(new Mailbox("ann", "[127.0.0.1]")));
    }

    @Test
    @DisplayName("RFC 5321, 4.5.1: postmaster is always somebody, in any case, also without a domain")
    void postmaster() {
        goes("Postmaster", "example.test", "ann@example.test");
        goes("postmaster", "other.test", "ann@example.test");
        goes("POSTMASTER", "", "ann@example.test");
        var nobody = AddressBook.of(Rules.of("example.test"), accounts());
        assertEquals(
                new Destination.Local(List.of(new AccountId("postmaster@example.test"))),
                nobody.find(new Mailbox("postmaster", "example.test")));
        var named = AddressBook.of(
                new Rules(List.of("example.test", "other.test"), Map.of(), Map.of(), "bob", '+'), accounts);
        assertEquals(
                new Destination.Local(List.of(new AccountId("bob@example.test"))),
                named.find(new Mailbox("postmaster", "other.test")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${run{id}}",
                "|id",
                "/etc/passwd",
                "../ann",
                ":include:/etc/passwd",
                "ann\0",
                "%61nn",
                "ann@example.test",
                "${jndi:ldap://x}",
                "`id`",
                "a\r\nb",
                ""
            })
    @DisplayName("S-P11 addresses are data")
    void s_P11_addressesAreData(String local) {
        assertEquals(new Destination.Unknown(), book.find(new Mailbox(local, "example.test")));
    }

    @Test
    @DisplayName("S-P3 source-route and percent forms do not reach another domain")
    void s_P3_noOtherDomainByForm() {
        for (var local : List.of(
                "x%elsewhere.test", "elsewhere.test!x", "x@elsewhere.test", "ann@example.test:x@elsewhere.test"))
            assertEquals(new Destination.Unknown(), book.find(new Mailbox(local, "example.test")), local);
        for (var domain : List.of(
                "elsewhere.test", "example.test.", "example.test.elsewhere.test", "xexample.test", "[IPv6:::1]"))
            assertEquals(new Destination.Elsewhere(), book.find(new Mailbox("ann", domain)), domain);
    }

    @Test
    @DisplayName("S-P5 an account sends as itself, its detail addresses and its aliases, and as nobody else")
    void s_P5_owns() {
        for (var own : List.of(
                "ann@example.test",
                "Ann@Example.test",
                "ann+x@example.test",
                "sales@example.test",
                "all@example.test",
                "info@other.test",
                "postmaster@example.test")) assertTrue(book.owns("ann@example.test", mailbox(own)), own);
        for (var other : List.of(
                "bob@example.test",
                "eve@other.test",
                "whoever@other.test",
                "ann@elsewhere.test",
                "nobody@example.test")) assertFalse(book.owns("ann@example.test", mailbox(other)), other);
        assertFalse(
                book.owns("eve@other.test", mailbox("whoever@other.test")),
                "what catch-all brings is not an address of one's own");
        assertFalse(book.owns("bob@example.test", mailbox("bob+special@example.test")), "somebody else's account");
    }

    @Test
    void contradictionsAreNamed() {
        says("alias ann is also an account", Map.of("ann", List.of("bob")), Map.of(), "");
        says(
                "alias x@example.test: nobody@example.test is not an address here",
                Map.of("x", List.of("nobody")),
                Map.of(),
                "");
        says(
                "alias x@example.test: x@elsewhere.test is not an address here",
                Map.of("x", List.of("x@elsewhere.test")),
                Map.of(),
                "");
        says("alias x@example.test: x@example.test is not an address here", Map.of("x", List.of("x")), Map.of(), "");
        says("alias x stands for nobody", Map.of("x", List.of()), Map.of(), "");
        says(
                "alias x@elsewhere.test: elsewhere.test is no local domain",
                Map.of("x@elsewhere.test", List.of("ann")),
                Map.of(),
                "");
        says("catch-all for elsewhere.test: it is no local domain", Map.of(), Map.of("elsewhere.test", "ann"), "");
        says("catch-all for example.test: there is no account nobody", Map.of(), Map.of("example.test", "nobody"), "");
        says("postmaster: there is no account nobody", Map.of(), Map.of(), "nobody");
    }

    private void says(
            String message, Map<String, List<String>> aliases, Map<String, String> catchAll, String postmaster) {
        var rules = new Rules(List.of("example.test", "other.test"), aliases, catchAll, postmaster, '+');
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> AddressBook.of(rules, accounts))
                        .getMessage());
    }

    private void goes(String local, String domain, String... to) {
        assertEquals(
                new Destination.Local(Stream.of(to).map(AccountId::new).toList()),
                book.find(new Mailbox(local, domain)));
    }

    private static Mailbox mailbox(String address) {
        int at = address.lastIndexOf('@');
        return new Mailbox(address.substring(0, at), address.substring(at + 1));
    }

    private static Accounts accounts(String... names) {
        return Accounts.of(
                "example.test",
                Stream.of(names)
                        .map(n -> new Account(n, new ClearPassword("x")))
                        .toList());
    }
}
