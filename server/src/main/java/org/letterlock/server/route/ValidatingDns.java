package org.letterlock.server.route;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.IDN;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.letterlock.server.route.DnsAnswer.Status;
import org.letterlock.tls.Tlsa;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.dnssec.ValidatingResolver;

/**
 * Asks recursive resolvers through dnsjava: over UDP, and over TCP what does not fit; remembers answers for their time; and where it
 * has trust anchors, believes only what is signed or proven to be unsigned. RFC 1034, RFC 4035.
 */
public final class ValidatingDns implements Dns {
    /** Of one type in one answer; what is beyond is not looked at. */
    private static final int MAX_RECORDS = 100;

    private static final int MAX_ALIASES = 8;
    private static final int REMEMBERED = 20_000;
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration LONGEST_NEGATIVE = Duration.ofMinutes(5);

    /** The keys that sign the root, by key tag; https://data.iana.org/root-anchors/root-anchors.xml. */
    private static final String ROOT =
            ". IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D\n"
                    + ". IN DS 38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16\n";

    private final Resolver resolver;
    private final boolean validating;
    private final Executor executor;
    private final AnswerCache<String, Raw> cache;

    /** An answer as it came: what it says and how long. */
    private record Raw(Status status, boolean secure, List<Record> records, Optional<String> alias, String why) {}

    /**
     * How to ask.
     *
     * @param servers recursive resolvers; those of this machine if there are none
     * @param timeout for an answer of one of them
     * @param anchors where trust begins, in the form of a zone file; empty: nothing is validated, and nothing is secure
     */
    public record Settings(List<InetSocketAddress> servers, Duration timeout, Optional<String> anchors) {
        public static final Settings DEFAULT = new Settings(List.of(), Duration.ofSeconds(5), Optional.empty());

        public Settings {
            servers = List.copyOf(servers);
            if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(Duration.ofMinutes(1)) > 0)
                throw new IllegalArgumentException("timeout: up to 1 minute");
        }

        /** The same with the keys of the root. */
        public Settings validating() {
            return new Settings(servers, timeout, Optional.of(ROOT));
        }
    }

    private ValidatingDns(Resolver resolver, boolean validating, Executor executor, LongSupplier nanoTime) {
        this.resolver = resolver;
        this.validating = validating;
        this.executor = executor;
        cache = new AnswerCache<>(REMEMBERED, nanoTime);
    }

    /**
     * @param executor where signatures are checked
     * @throws IllegalArgumentException when the anchors are no zone file
     */
    public static ValidatingDns of(Settings settings, Clock clock, LongSupplier nanoTime, Executor executor) {
        var servers =
                settings.servers().isEmpty() ? ResolverConfig.getCurrentConfig().servers() : settings.servers();
        var each = new ArrayList<Resolver>();
        for (var server : servers) each.add(new SimpleResolver(server));
        Resolver resolver = each.size() == 1 ? each.get(0) : new ExtendedResolver(each);
        resolver.setTimeout(settings.timeout());
        if (settings.anchors().isEmpty()) return new ValidatingDns(resolver, false, executor, nanoTime);
        var validating = new ValidatingResolver(resolver, clock);
        try {
            validating.loadTrustAnchors(
                    new ByteArrayInputStream(settings.anchors().get().getBytes(StandardCharsets.US_ASCII)));
        } catch (TextParseException e) {
            throw new IllegalArgumentException("trust anchors: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ValidatingDns(validating, true, executor, nanoTime);
    }

    @Override
    public CompletionStage<DnsAnswer<Mx>> mx(String domain) {
        return ask(
                domain,
                Type.MX,
                r -> r instanceof MXRecord mx
                        ? Stream.of(
                                new Mx(mx.getPriority(), text(mx.getTarget()).toLowerCase(Locale.ROOT)))
                        : Stream.empty());
    }

    @Override
    public CompletionStage<DnsAnswer<InetAddress>> addresses(String host) {
        return ask(host, Type.AAAA, ValidatingDns::address)
                .thenCombine(ask(host, Type.A, ValidatingDns::address), ValidatingDns::both);
    }

    private static Stream<InetAddress> address(Record r) {
        if (r instanceof ARecord a) return Stream.of(a.getAddress());
        return r instanceof AAAARecord a ? Stream.of(a.getAddress()) : Stream.empty();
    }

    /** IPv6 first; that half of an answer failed makes the other no less true. */
    private static DnsAnswer<InetAddress> both(DnsAnswer<InetAddress> six, DnsAnswer<InetAddress> four) {
        if (six.status() != Status.FOUND && four.status() != Status.FOUND)
            return six.failed() || (six.status() == Status.NO_DATA && !four.failed()) ? six : four;
        var all = new ArrayList<>(six.records());
        all.addAll(four.records());
        return new DnsAnswer<>(
                Status.FOUND, six.secure() && four.secure(), all, six.alias().or(four::alias), "");
    }

    @Override
    public CompletionStage<DnsAnswer<String>> txt(String name) {
        return ask(
                name,
                Type.TXT,
                r -> r instanceof TXTRecord txt ? Stream.of(String.join("", txt.getStrings())) : Stream.empty());
    }

    @Override
    public CompletionStage<DnsAnswer<Tlsa>> tlsa(String name) {
        return ask(
                name,
                Type.TLSA,
                r -> r instanceof TLSARecord t
                        ? Stream.of(Tlsa.of(
                                t.getCertificateUsage(),
                                t.getSelector(),
                                t.getMatchingType(),
                                t.getCertificateAssociationData()))
                        : Stream.empty());
    }

    @Override
    public CompletionStage<DnsAnswer<String>> ptr(InetAddress address) {
        return ask(
                text(ReverseMap.fromAddress(address)),
                Type.PTR,
                r -> r instanceof PTRRecord ptr ? Stream.of(text(ptr.getTarget())) : Stream.empty());
    }

    // ---------------------------------------------------------------- one question

    private <T> CompletionStage<DnsAnswer<T>> ask(String name, int type, Function<Record, Stream<T>> read) {
        Name asked;
        try {
            asked = Name.fromString(IDN.toASCII(name), Name.root);
        } catch (TextParseException | IllegalArgumentException e) {
            return CompletableFuture.completedStage(
                    DnsAnswer.none(Status.NO_SUCH_NAME, false, name + " is no domain name"));
        }
        return raw(asked, type).thenApply(raw -> answer(raw, read));
    }

    private static <T> DnsAnswer<T> answer(Raw raw, Function<Record, Stream<T>> read) {
        var records = raw.records().stream().flatMap(read).toList();
        return raw.status() == Status.FOUND && records.isEmpty()
                ? DnsAnswer.none(Status.NO_DATA, raw.secure(), "")
                : new DnsAnswer<>(raw.status(), raw.secure(), records, raw.alias(), raw.why());
    }

    private CompletionStage<Raw> raw(Name name, int type) {
        var key = name.toString().toLowerCase(Locale.ROOT) + "/" + type;
        var known = cache.get(key);
        if (known.isPresent()) return CompletableFuture.completedStage(known.get());
        return resolver.sendAsync(Message.newQuery(Record.newRecord(name, type, DClass.IN)), executor)
                .handle((message, failure) -> {
                    if (message == null) return failed(name, type, failure == null ? "" : reason(failure));
                    var raw = read(name, type, message);
                    if (raw.status() != Status.FAILED) cache.put(key, raw, time(message, raw));
                    return raw;
                });
    }

    private Raw read(Name name, int type, Message message) {
        boolean secure = validating && message.getHeader().getFlag(Flags.AD);
        int rcode = message.getRcode();
        if (rcode == Rcode.NXDOMAIN) return new Raw(Status.NO_SUCH_NAME, secure, List.of(), Optional.empty(), "");
        if (rcode != Rcode.NOERROR) return failed(name, type, Rcode.string(rcode) + bogus(message));
        var answers = message.getSection(Section.ANSWER);
        var at = name;
        for (int i = 0; i <= MAX_ALIASES; i++) {
            var here = at;
            var records = answers.stream()
                    .filter(r -> r.getType() == type && r.getName().equals(here))
                    .limit(MAX_RECORDS)
                    .toList();
            Optional<String> alias = here.equals(name) ? Optional.empty() : Optional.of(text(here));
            if (!records.isEmpty()) return new Raw(Status.FOUND, secure, records, alias, "");
            var next = answers.stream()
                    .filter(r -> r instanceof CNAMERecord && r.getName().equals(here))
                    .findFirst();
            if (next.isEmpty()) return new Raw(Status.NO_DATA, secure, List.of(), alias, "");
            at = ((CNAMERecord) next.get()).getTarget();
        }
        return failed(name, type, "more than " + MAX_ALIASES + " CNAMEs behind one another");
    }

    private static Raw failed(Name name, int type, String why) {
        return new Raw(
                Status.FAILED, false, List.of(), Optional.empty(), text(name) + " " + Type.string(type) + ": " + why);
    }

    /** Why the validator did not believe it, where it did not. */
    private static String bogus(Message message) {
        return message.getSection(Section.ADDITIONAL).stream()
                .filter(r -> r.getDClass() == ValidatingResolver.VALIDATION_REASON_QCLASS)
                .flatMap(r -> r instanceof TXTRecord txt ? txt.getStrings().stream() : Stream.empty())
                .findFirst()
                .map(why -> " (" + why + ")")
                .orElse("");
    }

    private static String reason(Throwable failure) {
        var cause = failure.getCause() == null ? failure : failure.getCause();
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** How long an answer holds. Negative ones: RFC 2308, 5. */
    private static Duration time(Message message, Raw raw) {
        if (raw.status() == Status.FOUND) {
            long least = message.getSection(Section.ANSWER).stream()
                    .mapToLong(Record::getTTL)
                    .min()
                    .orElse(0);
            return shorter(Duration.ofSeconds(least), LONGEST);
        }
        return message.getSection(Section.AUTHORITY).stream()
                .filter(r -> r instanceof SOARecord)
                .map(r -> Duration.ofSeconds(Math.min(r.getTTL(), ((SOARecord) r).getMinimum())))
                .findFirst()
                .map(t -> shorter(t, LONGEST_NEGATIVE))
                .orElse(Duration.ZERO);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static String text(Name name) {
        return name.equals(Name.root) ? "" : name.toString(true);
    }
}
