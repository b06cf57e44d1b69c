package org.letterlock.server.route;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.letterlock.server.rule.IpNetwork;
import org.letterlock.tls.Tlsa;

/** Answers from memory. A name that nobody mentioned does not exist. */
public final class StubDns implements Dns {
    private final Map<String, List<Object>> records = new HashMap<>();
    private final Set<String> names = new TreeSet<>();
    private final Set<String> failing = new TreeSet<>();
    private final Set<String> signed = new TreeSet<>();
    private final Map<String, String> aliases = new HashMap<>();

    public StubDns mx(String domain, int preference, String host) {
        return put("MX", domain, new Mx(preference, host));
    }

    public StubDns address(String host, String... addresses) {
        for (var address : addresses) put("A", host, IpNetwork.address(address));
        return this;
    }

    public StubDns txt(String name, String text) {
        return put("TXT", name, text);
    }

    public StubDns tlsa(String name, Tlsa record) {
        return put("TLSA", name, record);
    }

    public StubDns ptr(String address, String name) {
        return put("PTR", IpNetwork.address(address).getHostAddress(), name);
    }

    public StubDns name(String name) {
        names.add(name);
        return this;
    }

    public StubDns failing(String type, String name) {
        failing.add(type + " " + name);
        return this;
    }

    public StubDns signed(String... all) {
        signed.addAll(List.of(all));
        return this;
    }

    public StubDns alias(String name, String of) {
        aliases.put(name, of);
        return this;
    }

    private StubDns put(String type, String name, Object record) {
        names.add(name);
        records.computeIfAbsent(type + " " + name, n -> new ArrayList<>()).add(record);
        return this;
    }

    @SuppressWarnings("unchecked") // each type has its own records
    private <T> CompletionStage<DnsAnswer<T>> answer(String type, String asked) {
        var name = asked.toLowerCase(Locale.ROOT);
        if (failing.contains(type + " " + name))
            return CompletableFuture.completedStage(
                    DnsAnswer.none(DnsAnswer.Status.FAILED, false, name + " " + type + ": SERVFAIL"));
        var alias = Optional.ofNullable(aliases.get(name));
        var found = (List<T>) records.getOrDefault(type + " " + alias.orElse(name), List.of());
        boolean secure = signed.contains(name);
        if (!found.isEmpty())
            return CompletableFuture.completedStage(new DnsAnswer<>(DnsAnswer.Status.FOUND, secure, found, alias, ""));
        return CompletableFuture.completedStage(DnsAnswer.none(
                names.contains(name) ? DnsAnswer.Status.NO_DATA : DnsAnswer.Status.NO_SUCH_NAME, secure, ""));
    }

    @Override
    public CompletionStage<DnsAnswer<Mx>> mx(String domain) {
        return answer("MX", domain);
    }

    @Override
    public CompletionStage<DnsAnswer<InetAddress>> addresses(String host) {
        return answer("A", host);
    }

    @Override
    public CompletionStage<DnsAnswer<String>> txt(String name) {
        return answer("TXT", name);
    }

    @Override
    public CompletionStage<DnsAnswer<Tlsa>> tlsa(String name) {
        return answer("TLSA", name);
    }

    @Override
    public CompletionStage<DnsAnswer<String>> ptr(InetAddress address) {
        return answer("PTR", address.getHostAddress());
    }
}
