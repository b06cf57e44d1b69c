package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.letterlock.tls.TlsSuite;

/** One handshake of {@code openssl s_client} with a listener of a {@link ConfiguredHouse}. */
final class TlsProbe {
    private static final Pattern SUITE = Pattern.compile("Cipher is (\\S+)");
    private static final Pattern KEY = Pattern.compile("Server Temp Key: (.+)");

    private TlsProbe() {}

    /** @param startTls the protocol of STARTTLS; empty where TLS comes first */
    static RealProgram.Result with(Path folder, InetSocketAddress at, String startTls, String... options) {
        var arguments = new ArrayList<>(List.of("s_client", "-connect", "127.0.0.1:" + at.getPort()));
        if (!startTls.isEmpty()) arguments.addAll(List.of("-starttls", startTls));
        arguments.addAll(List.of(options));
        return RealProgram.of("openssl", folder).run(arguments.toArray(String[]::new));
    }

    /**
     * The suites of TLS 1.2 on which a client agrees that names all of {@code suites}, gives up the one it gets, and comes again; what it
     * likes best is what comes last in the list. DHE is done with 2048 bits.
     */
    static List<String> walk(Path folder, InetSocketAddress at, List<TlsSuite> suites) {
        var left = new ArrayList<String>();
        for (var suite : suites) left.add(0, suite.openSslName());
        var walked = new ArrayList<String>();
        while (!left.isEmpty()) {
            var result = with(folder, at, "", "-tls1_2", "-cipher", String.join(":", left) + "@SECLEVEL=0");
            var suite = suite(result);
            if (suite.startsWith("DHE")) assertEquals("DH, 2048 bits", key(result));
            walked.add(suite);
            left.remove(suite);
        }
        return walked;
    }

    /** A file of DH parameters out of this module's resources. */
    static void copy(String name, Path to) throws IOException {
        try (var in = TlsProbe.class.getResourceAsStream("dh/" + name)) {
            Files.write(to, in.readAllBytes());
        }
    }

    static String suite(RealProgram.Result result) {
        return found(SUITE, result.succeeded());
    }

    /** Such as {@code X25519, 253 bits}. */
    static String key(RealProgram.Result result) {
        return found(KEY, result.succeeded());
    }

    private static String found(Pattern pattern, RealProgram.Result result) {
        var matcher = pattern.matcher(result.text());
        assertTrue(matcher.find(), result::toString);
        return matcher.group(1);
    }
}
