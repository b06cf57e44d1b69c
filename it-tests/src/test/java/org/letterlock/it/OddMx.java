package org.letterlock.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.letterlock.tls.CertificateAuthority;
import org.letterlock.tls.KeyType;

/** A receiving server that is odd in its TLS, and takes every message otherwise. */
final class OddMx implements AutoCloseable {
    /** How it is odd. */
    enum Oddity {
        NONE,
        NO_STARTTLS,
        STARTTLS_REFUSED,
        BROKEN_HANDSHAKE,
        STRANGER,
        SELF_SIGNED,
        EXPIRED,
        WRONG_NAME
    }

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Of each message: the recipient's domain, and {@code tls} or {@code plain}. */
    final List<String> taken = new CopyOnWriteArrayList<>();

    private final ServerSocket socket;
    private final Oddity oddity;
    private final SSLContext tls;
    private final CertificateAuthority trusted;
    private volatile String suite = "";
    private volatile String version = "";

    /** @param names of its certificate, where that is not the oddity */
    OddMx(Oddity oddity, String... names) throws Exception {
        this.oddity = oddity;
        boolean old = oddity == Oddity.EXPIRED;
        trusted = authority(old ? Instant.now().minus(Duration.ofDays(60)) : Instant.now());
        var by = oddity == Oddity.STRANGER ? authority(Instant.now()) : trusted;
        var keys = CertificateAuthority.newKeys(KeyType.EC, RANDOM);
        var chain = oddity == Oddity.SELF_SIGNED
                ? List.of(selfSigned(keys, names[0]))
                : by.issue(keys, oddity == Oddity.WRONG_NAME ? List.of("mx.wrong.invalid") : List.of(names))
                        .chain();
        tls = context(keys, chain);
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    private static CertificateAuthority authority(Instant since) throws Exception {
        return CertificateAuthority.create("odd " + RANDOM.nextInt(), RANDOM, since, Duration.ofDays(30));
    }

    private static X509Certificate selfSigned(KeyPair keys, String name) throws Exception {
        var subject = new X500Name("CN=" + name);
        var builder = new JcaX509v3CertificateBuilder(
                subject,
                BigInteger.ONE,
                Date.from(Instant.now().minusSeconds(3600)),
                Date.from(Instant.now().plusSeconds(86400)),
                subject,
                keys.getPublic());
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }

    private static SSLContext context(KeyPair keys, List<X509Certificate> chain) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("mx", keys.getPrivate(), new char[0], chain.toArray(new X509Certificate[0]));
        var managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(store, new char[0]);
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, RANDOM);
        return context;
    }

    int port() {
        return socket.getLocalPort();
    }

    /** One suite of one version of TLS from now on. */
    OddMx knowsOnly(String oneSuite, String oneVersion) {
        suite = oneSuite;
        version = oneVersion;
        return this;
    }

    /** The authority that its clients believe, in PEM. */
    String authority() {
        return trusted.pem();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        var thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException gone) {
                        // the client has seen enough, or the test is over
                    }
                },
                "odd-mx");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            var accepted = socket.accept();
            start(() -> new Talk(accepted).run());
        }
    }

    private final class Talk {
        private Socket at;
        private InputStream in;
        private OutputStream out;
        private String to = "";

        Talk(Socket at) throws IOException {
            use(at);
        }

        private void use(Socket next) throws IOException {
            at = next;
            in = next.getInputStream();
            out = next.getOutputStream();
        }

        private void say(String text) throws IOException {
            out.write((text + "\r\n").getBytes(ISO_8859_1));
            out.flush();
        }

        private String hear() throws IOException {
            var line = new ByteArrayOutputStream();
            for (int octet = in.read(); octet != '\n'; octet = in.read()) {
                if (octet < 0) throw new IOException("gone");
                if (octet != '\r') line.write(octet);
            }
            return line.toString(ISO_8859_1);
        }

        void run() throws IOException {
            try (var closing = at) {
                say("220 odd");
                while (true) {
                    var line = hear();
                    if (line.startsWith("EHLO")) {
                        boolean offers = oddity != Oddity.NO_STARTTLS && !(at instanceof SSLSocket);
                        say(offers ? "250-odd\r\n250 STARTTLS" : "250 odd");
                    } else if (line.equals("STARTTLS") && oddity == Oddity.STARTTLS_REFUSED) {
                        say("454 4.7.0 not now");
                    } else if (line.equals("STARTTLS")) {
                        say("220 go on");
                        if (oddity == Oddity.BROKEN_HANDSHAKE) {
                            say("this is no ServerHello");
                            return;
                        }
                        var secure = (SSLSocket)
                                ((SSLSocketFactory) tls.getSocketFactory()).createSocket(at, null, -1, true);
                        secure.setUseClientMode(false);
                        if (!suite.isEmpty()) {
                            secure.setEnabledProtocols(new String[] {version});
                            secure.setEnabledCipherSuites(new String[] {suite});
                        }
                        secure.startHandshake();
                        use(secure);
                    } else if (line.equals("DATA")) {
                        say("354 go on");
                        while (!hear().equals(".")) continue;
                        taken.add(to + (at instanceof SSLSocket ? " tls" : " plain"));
                        say("250 taken");
                    } else if (line.equals("QUIT")) {
                        say("221 bye");
                        return;
                    } else {
                        if (line.startsWith("RCPT")) to = line.replaceFirst(".*@(.*)>.*", "$1");
                        say("250 ok");
                    }
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
