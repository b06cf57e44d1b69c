package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.letterlock.Listener;

/** A server that keeps sessions in one way, with what its log says of each handshake. */
final class ResumingHouse implements AutoCloseable {
    /** Who keeps a session of TLS 1.2. */
    enum Kept {
        /** The client, sealed: RFC 5077. */
        TICKET("sessions = 0"),
        /** The server: RFC 5246, 7.3. */
        ID("tickets = false");

        private final String setting;

        Kept(String setting) {
            this.setting = setting;
        }
    }

    private static final long SOON = 20_000_000_000L;
    private final Kept kept;
    private final Path folder;
    private final ConfiguredHouse house;

    /** @param tls further settings */
    ResumingHouse(Path folder, Kept kept, String tls) throws Exception {
        this.kept = kept;
        this.folder = Files.createDirectories(folder);
        house = new ConfiguredHouse(folder);
        house.start(configure(tls));
    }

    private Path configure(String tls) throws IOException {
        return house.configure(kept.setting + "\n" + tls, """
                log { tls = json, tls-file = tls.log }
                listeners {
                  mx          { service = mx,         security = starttls, port = 0, address = "127.0.0.1" }
                  submissions { service = submission, security = implicit, port = 0, address = "127.0.0.1" }
                  submission  { service = submission, security = starttls, port = 0, address = "127.0.0.1" }
                  imap        { service = imap,       security = starttls, port = 0, address = "127.0.0.1" }
                  imaps       { service = imap,       security = implicit, port = 0, address = "127.0.0.1" }
                  pop3        { service = pop3,       security = starttls, port = 0, address = "127.0.0.1" }
                  pop3s       { service = pop3,       security = implicit, port = 0, address = "127.0.0.1" }
                }
                """);
    }

    void renewTls(String tls) throws Exception {
        house.renewTls(configure(tls));
    }

    Path ca() {
        return house.file("ca.pem");
    }

    InetSocketAddress at(Listener listener) {
        return house.at(name(listener));
    }

    /** One run of s_client with TLS 1.2, which verifies the server. */
    RealProgram.Result openssl(Path work, Listener listener, String... options) {
        var arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("-tls1_2", "-servername", "localhost", "-verify_return_error", "-CAfile"));
        arguments.add(ca().toString());
        if (kept == Kept.ID) arguments.add("-no_ticket");
        return TlsProbe.with(work, at(listener), starttls(listener), arguments.toArray(String[]::new));
    }

    /** The protocol of STARTTLS; empty where TLS comes first. */
    static String starttls(Listener listener) {
        return switch (listener) {
            case MX, SUBMISSION -> "smtp";
            case IMAP -> "imap";
            case POP3 -> "pop3";
            default -> "";
        };
    }

    private static String name(Listener listener) {
        return listener.name().toLowerCase(Locale.ROOT);
    }

    /** How many events there are until now. */
    int events() throws IOException {
        var log = folder.resolve("tls.log");
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    /** Whether the handshakes at {@code listener}, {@code howMany} since {@code from}, went on with a session; the server's word. */
    List<Boolean> resumed(Listener listener, int from, int howMany) throws IOException {
        long deadline = System.nanoTime() + SOON;
        while (events() < from + howMany && System.nanoTime() - deadline < 0) LockSupport.parkNanos(10_000_000);
        var lines = Files.readAllLines(folder.resolve("tls.log"));
        var late = lines.subList(from, lines.size());
        assertTrue(late.size() == howMany, late::toString);
        for (var line : late)
            assertTrue(
                    line.contains("\"result\":\"done\",\"listener\":\"" + name(listener) + "\"")
                            && line.contains("\"protocol\":\"TLSv1.2\""),
                    line);
        return late.stream().map(line -> line.contains("\"resumed\":true")).toList();
    }

    /** What was found of the certificate of each client until now. */
    List<String> peers() throws IOException {
        return Files.readAllLines(folder.resolve("tls.log")).stream()
                .map(line -> line.replaceFirst(".*\"peer\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    @Override
    public void close() {
        house.close();
    }
}
