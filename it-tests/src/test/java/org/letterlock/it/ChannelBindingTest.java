package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.letterlock.it.MailHouse.ANN_PASSWORD;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.letterlock.Listener;
import org.letterlock.protocol.sasl.ScramClient;
import org.letterlock.tls.Pem;
import org.letterlock.tls.TlsClientContext;
import org.letterlock.tls.TlsLimits;
import org.letterlock.tls.TlsListener;
import org.letterlock.tls.TlsPolicy;
import org.letterlock.tls.TlsProfile;
import org.letterlock.tls.TlsRole;
import org.letterlock.tls.TlsTrust;
import org.letterlock.tls.TlsVersion;

/** SCRAM-SHA-256-PLUS over real TLS, in all protocols: bound to this connection or refused. RFC 5802, 6; RFC 5929; RFC 9266. */
class ChannelBindingTest {
    @RegisterExtension
    static final MailHouse house = new MailHouse();

    @RegisterExtension
    static final MailHouse other = new MailHouse();

    private static final EventLoopGroup LOOP = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private static final String PLUS = "SCRAM-SHA-256-PLUS";

    @AfterAll
    static void endLoop() {
        LOOP.shutdownGracefully().syncUninterruptibly();
    }

    static List<Arguments> waysAndTypes() {
        var all = new ArrayList<Arguments>();
        for (var listener : Listener.values()) {
            if (listener == Listener.MX) continue;
            for (var version : List.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3)) {
                all.add(Arguments.of(listener, version, "tls-exporter"));
                all.add(Arguments.of(listener, version, "tls-server-end-point"));
                if (version == TlsVersion.TLS_1_2) all.add(Arguments.of(listener, version, "tls-unique"));
            }
        }
        return all;
    }

    private static OwnClient client(MailHouse at, Listener listener, TlsVersion version) {
        try {
            var policy = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MSA).withVersions(Set.of(version));
            var trust = TlsTrust.anchors(Pem.certificates(at.ca()), Clock.systemUTC());
            var tls = TlsClientContext.create(
                    policy, trust, List.of(), LOOP, new SecureRandom(), TlsListener.NONE, TlsLimits.DEFAULT);
            return new OwnClient(LOOP, tls, listener, at.mail().endpoint(listener));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static ScramClient ann(String gs2, byte[] binding) {
        var client = new ScramClient();
        client.user = "ann";
        client.password = ANN_PASSWORD;
        client.gs2 = gs2;
        client.bindingData = binding;
        return client;
    }

    private static ScramClient bound(String type, byte[] binding) {
        return ann("p=" + type + ",,", binding);
    }

    @ParameterizedTest
    @MethodSource("waysAndTypes")
    @DisplayName("who is bound to this connection logs in")
    void logsIn(Listener listener, TlsVersion version, String type) {
        try (var client = client(house, listener, version)) {
            assertTrue(client.announced().contains(PLUS));
            assertEquals(version.text(), client.facts().protocol());
            var answer = client.scram(PLUS, bound(type, client.binding(type)));
            assertGranted(listener, answer);
        }
    }

    @ParameterizedTest
    @MethodSource("waysAndTypes")
    @DisplayName("who is bound to something else is refused in the words for a wrong password")
    void refuses(Listener listener, TlsVersion version, String type) {
        var usual = wrongPassword(listener, version);
        var oneBit = answer(listener, version, PLUS, client -> {
            byte[] binding = client.binding(type);
            binding[binding.length - 1] ^= 1;
            return bound(type, binding);
        });
        assertEquals(usual, oneBit, "one bit is wrong");
        assertEquals(usual, answer(listener, version, PLUS, client -> bound(type, new byte[0])), "nothing");
        try (var here = client(house, listener, version);
                var elsewhere = client(other, listener, version)) {
            byte[] theirs = elsewhere.binding(type);
            assertEquals(usual, answer(listener, version, PLUS, client -> bound(type, theirs)), "another server's");
            byte[] anothers = here.binding(type);
            var answer = answer(listener, version, PLUS, client -> bound(type, anothers));
            // the end point is the certificate, the same on each connection. RFC 5929, 4.1
            if (type.equals("tls-server-end-point")) assertGranted(listener, answer);
            else assertEquals(usual, answer, "another connection's");
        }
    }

    @ParameterizedTest
    @MethodSource("waysAndTypes")
    @DisplayName("who says that PLUS was not announced, though it was, is refused: somebody cut it out")
    void noticesADowngrade(Listener listener, TlsVersion version, String type) {
        var usual = wrongPassword(listener, version);
        var plain = "SCRAM-SHA-256";
        assertEquals(usual, answer(listener, version, plain, client -> ann("y,,", new byte[0])));
        assertEquals(usual, answer(listener, version, PLUS, client -> ann("y,,", client.binding(type))), "y with PLUS");
        assertEquals(usual, answer(listener, version, PLUS, client -> ann("n,,", client.binding(type))), "n with PLUS");
        assertEquals(
                usual, answer(listener, version, plain, client -> bound(type, client.binding(type))), "p without PLUS");
        assertGranted(listener, answer(listener, version, plain, client -> ann("n,,", new byte[0])));
    }

    /** What a new connection is answered. */
    private static String answer(
            Listener listener, TlsVersion version, String mechanism, Function<OwnClient, ScramClient> says) {
        try (var client = client(house, listener, version)) {
            return client.scram(mechanism, says.apply(client));
        }
    }

    private static String wrongPassword(Listener listener, TlsVersion version) {
        var usual = answer(listener, version, "SCRAM-SHA-256", client -> {
            var wrong = ann("n,,", new byte[0]);
            wrong.password = "wrong";
            return wrong;
        });
        assertFalse(usual.startsWith(SaslDialect.of(listener).granted()), usual);
        return usual;
    }

    private static void assertGranted(Listener listener, String answer) {
        assertTrue(answer.startsWith(SaslDialect.of(listener).granted()), answer);
    }

    @ParameterizedTest
    @CsvSource({"IMAPS", "POP3S", "SUBMISSIONS"})
    @DisplayName("tls-unique is not defined for TLS 1.3, and binds nobody. RFC 8446, C.5")
    void uniqueNeedsTls12(Listener listener) {
        var usual = wrongPassword(listener, TlsVersion.TLS_1_3);
        for (int length : new int[] {0, 12, 32}) {
            var answer = answer(
                    listener,
                    TlsVersion.TLS_1_3,
                    PLUS,
                    client -> bound("tls-unique", Arrays.copyOf(client.binding("tls-exporter"), length)));
            assertEquals(usual, answer);
        }
    }

    /** A program whose TLS connection is talked over by hand, with the binding that it shows. */
    private record ByHand(RealProgram.Dialogue program, SaslDialect dialect) implements SaslWire {
        /** What openssl and gnutls-cli say of themselves. */
        private static final Pattern NOISE = Pattern.compile("read R BLOCK|- Sent: .*");

        @Override
        public void say(String line) {
            program.say(line);
        }

        @Override
        public String line() {
            var line = program.nextLine();
            while (!line.isEmpty() && NOISE.matcher(line).matches()) line = program.nextLine();
            return line.replaceFirst("^- Received\\[[0-9]+]: ", "");
        }

        @Override
        public void close() {
            program.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TLS1.2,tls-exporter",
        "TLS1.3,tls-exporter",
        "TLS1.2,tls-server-end-point",
        "TLS1.3,tls-server-end-point",
        "TLS1.2,tls-unique"
    })
    @DisplayName(
            "gnutls-cli's own bindings are right; before TLS 1.3 it exports without a context: docs/decisions/0121")
    void gnutls(String version, String type) {
        for (var listener : List.of(Listener.IMAPS, Listener.SUBMISSIONS, Listener.POP3S)) {
            var dialogue = house.program("gnutls-cli")
                    .talk(
                            "--verbose",
                            "--crlf",
                            "--priority=NORMAL:-VERS-ALL:+VERS-" + version,
                            "--x509cafile=" + house.ca(),
                            "--port=" + house.port(listener),
                            "localhost");
            talk(dialogue, listener, type, Pattern.compile("'" + type + "': ([0-9a-f]+)"));
        }
    }

    @ParameterizedTest
    @CsvSource({"-tls1_2", "-tls1_3"})
    @DisplayName("so is what openssl exports, before TLS 1.3 without a context: docs/decisions/0121")
    void openssl(String version) {
        for (var listener : List.of(Listener.IMAPS, Listener.SUBMISSIONS, Listener.POP3S)) {
            var dialogue = house.program("openssl")
                    .talk(
                            "s_client",
                            "-crlf",
                            "-nocommands",
                            version,
                            "-keymatexport",
                            "EXPORTER-Channel-Binding",
                            "-keymatexportlen",
                            "32",
                            "-connect",
                            house.at(listener));
            talk(dialogue, listener, "tls-exporter", Pattern.compile("Keying material: ([0-9A-F]+)"));
        }
    }

    private static void talk(RealProgram.Dialogue program, Listener listener, String type, Pattern shown) {
        try (var client = new ByHand(program, SaslDialect.of(listener))) {
            program.hear(client.dialect().greeting()).nextLine();
            var binding = shown.matcher(program.said());
            assertTrue(binding.find(), program::toString);
            var octets = HexFormat.of().parseHex(binding.group(1).toLowerCase(java.util.Locale.ROOT));
            assertEquals(type.equals("tls-unique") ? 12 : 32, octets.length);
            if (listener == Listener.SUBMISSIONS) client.say("EHLO client.example");
            if (listener == Listener.SUBMISSIONS) program.hear("\n250 ").nextLine();
            var answer = client.scram(PLUS, bound(type, octets));
            assertTrue(answer.startsWith(client.dialect().granted()), () -> answer + "\n" + program);
        }
    }
}
