package org.letterlock.server.route;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A name server on loopback, UDP and TCP, for zones in the form of a zone file. Answers as a recursive one does: CNAMEs followed, and
 * nothing else than its zones exists. A signed zone has NSEC and one key.
 */
public final class ZoneServer implements AutoCloseable {
    private static final int UDP = 1232;

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final List<Zone> zones = new ArrayList<>();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    public final AtomicInteger asked = new AtomicInteger();
    public final AtomicInteger askedByTcp = new AtomicInteger();

    private static final class Zone {
        final Name origin;
        final TreeMap<Name, Map<Integer, RRset>> names = new TreeMap<>();
        DNSKEYRecord key;
        KeyPair pair;
        Instant until = Instant.now().plus(Duration.ofDays(10));

        Zone(Name origin) {
            this.origin = origin;
        }

        void add(Record record) {
            names.computeIfAbsent(record.getName(), n -> new HashMap<>())
                    .computeIfAbsent(record.getType(), t -> new RRset())
                    .addRR(record);
        }
    }

    public ZoneServer() {
        try {
            var loopback = InetAddress.getLoopbackAddress();
            tcp = new ServerSocket(0, 50, loopback);
            udp = new DatagramSocket(tcp.getLocalPort(), loopback);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::overUdp);
        start(this::overTcp);
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) tcp.getLocalSocketAddress();
    }

    /** A zone without signatures. Its SOA is made. */
    public ZoneServer zone(String origin, String text) {
        zones.add(read(origin, text));
        return this;
    }

    /** A zone whose every set of records is signed, until {@code until}. */
    public ZoneServer signed(String origin, String text, Instant until) {
        var zone = read(origin, text);
        zone.until = until;
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            zone.pair = generator.generateKeyPair();
            zone.key = new DNSKEYRecord(
                    zone.origin,
                    DClass.IN,
                    3600,
                    DNSKEYRecord.Flags.ZONE_KEY | DNSKEYRecord.Flags.SEP_KEY,
                    DNSKEYRecord.Protocol.DNSSEC,
                    DNSSEC.Algorithm.ECDSAP256SHA256,
                    zone.pair.getPublic());
            zone.add(zone.key);
            var all = List.copyOf(zone.names.keySet());
            for (int i = 0; i < all.size(); i++) {
                var types = new HashSet<>(zone.names.get(all.get(i)).keySet());
                types.add(Type.RRSIG);
                types.add(Type.NSEC);
                zone.add(new NSECRecord(
                        all.get(i),
                        DClass.IN,
                        300,
                        all.get((i + 1) % all.size()),
                        types.stream().mapToInt(Integer::intValue).toArray()));
            }
            for (var sets : zone.names.values()) for (var set : sets.values()) sign(zone, set);
        } catch (GeneralSecurityException | DNSSEC.DNSSECException e) {
            throw new IllegalStateException(e);
        }
        zones.add(zone);
        return this;
    }

    private static void sign(Zone zone, RRset set) throws DNSSEC.DNSSECException {
        set.addRR(
                DNSSEC.sign(set, zone.key, zone.pair.getPrivate(), zone.until.minus(Duration.ofDays(20)), zone.until));
    }

    /** Puts a record into a zone behind the back of its signer. */
    public void forge(String zoneFileLine) {
        try (var master = new Master(in(zoneFileLine + "\n"), Name.root, 300)) {
            var record = master.nextRecord();
            for (var zone : zones) if (record.getName().subdomain(zone.origin)) zone.add(record);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The keys of the signed zones, as trust anchors. */
    public String anchors() {
        var text = new StringBuilder();
        for (var zone : zones) if (zone.key != null) text.append(zone.key).append('\n');
        return text.toString();
    }

    /** Names below which every answer is SERVFAIL, or none comes. */
    public ZoneServer failing(String name) {
        failing.add(name);
        return this;
    }

    public ZoneServer silent(String name) {
        silent.add(name);
        return this;
    }

    private static Zone read(String origin, String text) {
        try {
            var zone = new Zone(Name.fromString(origin, Name.root));
            var soa = "@ 300 IN SOA ns hostmaster 1 7200 3600 1209600 60\n";
            try (var master = new Master(in(soa + text + "\n"), zone.origin, 300)) {
                for (var record = master.nextRecord(); record != null; record = master.nextRecord()) zone.add(record);
            }
            return zone;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteArrayInputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    // ---------------------------------------------------------------- answers

    private synchronized Message answer(Message query) {
        asked.incrementAndGet();
        var question = query.getQuestion();
        var answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RA);
        answer.getHeader().setFlag(Flags.RD);
        answer.addRecord(question, Section.QUESTION);
        if (covers(failing, question.getName())) {
            answer.getHeader().setRcode(Rcode.SERVFAIL);
            return answer;
        }
        var name = question.getName();
        for (int i = 0; i < 20; i++) {
            var zone = zone(name);
            if (zone == null) {
                answer.getHeader().setRcode(Rcode.NXDOMAIN);
                return answer;
            }
            var sets = zone.names.getOrDefault(name, Map.of());
            var set = sets.get(question.getType());
            if (set == null && sets.containsKey(Type.CNAME)) {
                put(answer, sets.get(Type.CNAME), Section.ANSWER);
                name = ((CNAMERecord) sets.get(Type.CNAME).first()).getTarget();
                continue;
            }
            if (set != null) put(answer, set, Section.ANSWER);
            else deny(answer, zone, name, sets.isEmpty());
            return answer;
        }
        return answer;
    }

    private static void deny(Message answer, Zone zone, Name name, boolean nothing) {
        var below = zone.names.ceilingKey(name);
        boolean exists = !nothing || (below != null && below.subdomain(name));
        if (!exists) answer.getHeader().setRcode(Rcode.NXDOMAIN);
        put(answer, zone.names.get(zone.origin).get(Type.SOA), Section.AUTHORITY);
        if (zone.key == null) return;
        put(answer, before(zone, name), Section.AUTHORITY);
        if (exists) return;
        try {
            var encloser = new Name(name, 1);
            while (!zone.names.containsKey(encloser)) encloser = new Name(encloser, 1);
            var wildcard = before(zone, Name.fromString("*", encloser));
            if (wildcard != before(zone, name)) put(answer, wildcard, Section.AUTHORITY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RRset before(Zone zone, Name name) {
        return zone.names.floorEntry(name).getValue().get(Type.NSEC);
    }

    private static void put(Message answer, RRset set, int section) {
        for (var record : set.rrs(false)) answer.addRecord(record, section);
        for (var signature : set.sigs()) answer.addRecord(signature, section);
    }

    private Zone zone(Name name) {
        return zones.stream().filter(z -> name.subdomain(z.origin)).findFirst().orElse(null);
    }

    private static boolean covers(Set<String> names, Name name) {
        return names.stream().anyMatch(n -> name.subdomain(Name.fromConstantString(n + ".")));
    }

    // ---------------------------------------------------------------- the wire

    private void overUdp() throws IOException {
        var buffer = new byte[4096];
        while (true) {
            var packet = new DatagramPacket(buffer, buffer.length);
            udp.receive(packet);
            var query = new Message(java.util.Arrays.copyOf(buffer, packet.getLength()));
            if (covers(silent, query.getQuestion().getName())) continue;
            var wire = answer(query).toWire(UDP);
            udp.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
        }
    }

    private void overTcp() throws IOException {
        while (true) {
            var accepted = tcp.accept();
            start(() -> overTcp(accepted));
        }
    }

    private void overTcp(Socket socket) throws IOException {
        try (socket;
                var in = new DataInputStream(socket.getInputStream());
                var out = new DataOutputStream(socket.getOutputStream())) {
            while (true) {
                var wire = in.readNBytes(in.readUnsignedShort());
                askedByTcp.incrementAndGet();
                var answer = answer(new Message(wire)).toWire();
                out.writeShort(answer.length);
                out.write(answer);
                out.flush();
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        var thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        // the test is over, or the resolver has enough
                    }
                },
                "zone-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        udp.close();
        try {
            tcp.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
