package org.letterlock.server.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.letterlock.server.listen.Threads;
import org.letterlock.server.route.DnsAnswer;
import org.letterlock.server.route.ValidatingDns;
import org.letterlock.server.rule.IpNetwork;
import org.letterlock.smtp.client.TlsDemand;

/** The signed TLSA records of one host, for {@code send --level dane}. RFC 7672, 2.2. */
final class DaneLookUp {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final List<InetSocketAddress> servers;
    private final Optional<String> anchors;

    /** @throws Problem for options that are wrong */
    DaneLookUp(@Nullable String resolver, @Nullable Path anchors) {
        servers = resolver == null ? List.of() : List.of(server(resolver));
        try {
            this.anchors = anchors == null
                    ? Optional.empty()
                    : Optional.of(Files.readString(anchors, StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw Problem.usage("--trust-anchors: " + anchors + " cannot be read");
        }
    }

    private static InetSocketAddress server(String text) {
        int colon = text.indexOf(':') == text.lastIndexOf(':')
                ? text.indexOf(':')
                : -1; // one of IPv6 has more, and port 53
        var port = colon < 0 ? "53" : text.substring(colon + 1);
        try {
            if (!port.matches("[1-9][0-9]{0,4}") || Integer.parseInt(port) > 65535)
                throw new IllegalArgumentException("a port is from 1 to 65535");
            return new InetSocketAddress(
                    IpNetwork.address(colon < 0 ? text : text.substring(0, colon)), Integer.parseInt(port));
        } catch (IllegalArgumentException e) {
            throw Problem.usage("--dns: " + e.getMessage());
        }
    }

    /** @throws Problem where there are no records that could be believed; says why */
    TlsDemand demand(String host, int port) {
        var executor = Executors.newCachedThreadPool(Threads.named("send-dns"));
        try {
            var settings = new ValidatingDns.Settings(servers, TIMEOUT, anchors);
            var dns = ValidatingDns.of(
                    anchors.isEmpty() ? settings.validating() : settings,
                    Clock.systemUTC(),
                    System::nanoTime,
                    executor);
            var name = "_" + port + "._tcp." + host;
            signed(host, "addresses", wait(dns.addresses(host)));
            var records = signed(name, "TLSA records", wait(dns.tlsa(name)));
            return TlsDemand.dane(records.records(), List.of(host));
        } catch (IllegalArgumentException e) {
            throw Problem.usage("--trust-anchors: " + e.getMessage());
        } finally {
            executor.shutdownNow();
        }
    }

    private static <T> DnsAnswer<T> wait(CompletionStage<DnsAnswer<T>> stage) {
        return stage.toCompletableFuture()
                .completeOnTimeout(DnsAnswer.none(DnsAnswer.Status.FAILED, false, "no answer"), 60, TimeUnit.SECONDS)
                .join();
    }

    private static <T> DnsAnswer<T> signed(String name, String what, DnsAnswer<T> answer) {
        if (answer.failed()) throw none(name, what + " cannot be had: " + answer.why());
        if (answer.records().isEmpty()) throw none(name, "there are no " + what);
        if (!answer.secure())
            throw none(name, what + " are not signed, or the resolver keeps the signatures; --dns names another");
        return answer;
    }

    private static Problem none(String name, String why) {
        return new Problem(ExitCode.FINDINGS, List.of("--level dane: " + name + ": " + why));
    }
}
