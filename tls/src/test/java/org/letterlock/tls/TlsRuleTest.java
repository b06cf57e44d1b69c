package org.letterlock.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.letterlock.tls.ConnectionFacts.Moment;
import org.letterlock.tls.TlsCondition.Truth;

class TlsRuleTest {
    private static final TlsPolicy MSA = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MSA);
    private static final TlsPolicy CLIENT = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.CLIENT);
    private static final TlsPolicy ONLY_12 = MSA.withVersions(Set.of(TlsVersion.TLS_1_2));
    private static final TlsPolicy ONLY_13 = MSA.withVersions(Set.of(TlsVersion.TLS_1_3));

    /** As the language of rules has it: not known before the ClientHello. */
    private static TlsCondition asksFor(String name) {
        return facts -> facts.moment() == Moment.CONNECTED
                ? Truth.UNKNOWN
                : Truth.of(facts.serverName().equals(Optional.of(name)));
    }

    private static TlsCondition is(String account) {
        return facts -> facts.moment() != Moment.LOG_IN
                ? Truth.UNKNOWN
                : Truth.of(facts.account().equals(Optional.of(account)));
    }

    private static TlsServerContext server(TlsRule... rules) {
        return new TlsHouse(Runnable::run, Keys.RANDOM)
                .context(
                        "submission",
                        TlsServerSettings.of(MSA, Keys.both()).withRules(List.of(rules)),
                        TlsListener.NONE);
    }

    private static TlsFacts agreed(TlsServerContext server) {
        try (var pair = new Pair(server.newHandler(), Pair.client(CLIENT, List.of())).pump()) {
            return pair.atServer.facts();
        }
    }

    @Test
    void theHostAskedForChoosesThePolicy() {
        var facts = agreed(server(
                new TlsRule("other", asksFor("other.example"), ONLY_13, true),
                new TlsRule("local", asksFor("localhost"), ONLY_12, true),
                new TlsRule("too late", asksFor("localhost"), ONLY_13, true)));
        assertEquals("TLSv1.2", facts.protocol());
        assertEquals(Optional.of("local"), facts.decision().rule());
        assertEquals("current/msa", facts.decision().policy());
        assertEquals(Optional.of(Keys.EC.leaf()), facts.decision().certificate());
    }

    @Test
    void whereNoRuleHoldsTheListenersOwnPolicyDoes() {
        var facts = agreed(server(new TlsRule("other", asksFor("other.example"), ONLY_12, true)));
        assertEquals("TLSv1.3", facts.protocol());
        assertEquals(Optional.empty(), facts.decision().rule());
    }

    @Test
    void anAccountMayAskForMoreThanWasAgreed() {
        var facts = agreed(server(
                new TlsRule("boss", is("boss@example.test"), ONLY_13, true),
                new TlsRule("all", TlsCondition.when(f -> f.listener().equals("submission")), ONLY_12, true)));
        assertEquals("TLSv1.2", facts.protocol());
        assertEquals(
                Optional.of("TLSv1.2 is not allowed; allowed: TLSv1.3"),
                facts.unmetFor("boss@example.test", Optional.empty()));
        assertEquals(Optional.empty(), facts.unmetFor("ann@example.test", Optional.empty()));
    }

    @Test
    void anAccountMayAskForMoreThanAProxyAgreedOn() {
        var weak = agreed(server(new TlsRule("all", facts -> Truth.YES, ONLY_12, true)));
        var server = server(new TlsRule("boss", is("boss@example.test"), ONLY_13, true));
        var demand = server.demandsOf(new EmbeddedChannel(), Optional.empty());
        assertEquals(
                Optional.of("TLSv1.2 is not allowed; allowed: TLSv1.3"),
                demand.unmet(weak, "boss@example.test", Optional.empty()));
        assertEquals(Optional.empty(), demand.unmet(weak, "ann@example.test", Optional.empty()));
    }

    @Test
    void tlsIsOfferedUnlessARuleSaysNo() {
        var client = new EmbeddedChannel();
        assertTrue(server().isOfferedTo(client));
        assertTrue(server(new TlsRule("name", asksFor("localhost"), MSA, false)).isOfferedTo(client));
        assertFalse(server(new TlsRule("never", facts -> Truth.YES, MSA, false)).isOfferedTo(client));
    }

    @Test
    void aPolicyTheKeysCannotKeepIsToldWithItsRule() {
        var settings = TlsServerSettings.of(MSA, TlsIdentities.of(Keys.EC))
                .withRules(List.of(
                        new TlsRule("letterlock.conf:7", asksFor("x"), ONLY_12.withSuites(TlsPolicy.TABLE_A), true)));
        var house = new TlsHouse(Runnable::run, Keys.RANDOM);
        var e = assertThrows(
                IllegalArgumentException.class, () -> house.context("submission", settings, TlsListener.NONE));
        assertTrue(
                e.getMessage().startsWith("rule letterlock.conf:7: policy current/msa has no cipher suite"),
                e.getMessage());
    }

    @Test
    void whatIsNotKnownIsNeitherSoNorNot() {
        assertEquals(Truth.UNKNOWN, Truth.UNKNOWN.not());
        assertEquals(Truth.NO, Truth.UNKNOWN.and(Truth.NO));
        assertEquals(Truth.UNKNOWN, Truth.YES.and(Truth.UNKNOWN));
        assertEquals(Truth.YES, Truth.UNKNOWN.or(Truth.YES));
        assertEquals(Truth.UNKNOWN, Truth.NO.or(Truth.UNKNOWN));
    }
}
