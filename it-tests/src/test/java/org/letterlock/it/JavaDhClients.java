package org.letterlock.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Java's own TLS and bctls' as clients of TLS 1.2 with DHE, in a JVM of their own, as they read their groups once. */
final class JavaDhClients {
    private static final String SOURCE = """
            import java.security.*;
            import javax.net.ssl.*;

            public class Dhe {
                static final TrustManager[] ANYBODY = { new X509TrustManager() {
                    public void checkClientTrusted(java.security.cert.X509Certificate[] c, String t) {}
                    public void checkServerTrusted(java.security.cert.X509Certificate[] c, String t) {}
                    public java.security.cert.X509Certificate[] getAcceptedIssuers() { return new java.security.cert.X509Certificate[0]; }
                } };

                public static void main(String[] ports) throws Exception {
                    var random = new SecureRandom();
                    var sun = SSLContext.getInstance("TLSv1.2", "SunJSSE");
                    sun.init(null, ANYBODY, random);
                    var bc = SSLContext.getInstance("TLSv1.2", new org.bouncycastle.jsse.provider.BouncyCastleJsseProvider(
                        new org.bouncycastle.jce.provider.BouncyCastleProvider()));
                    bc.init(null, ANYBODY, random);
                    for (var port : ports) {
                        shake("SunJSSE", sun, port);
                        shake("bctls", bc, port);
                    }
                }

                static void shake(String name, SSLContext context, String port) throws Exception {
                    try (var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", Integer.parseInt(port))) {
                        socket.setEnabledCipherSuites(new String[] {"TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"});
                        socket.startHandshake();
                        System.out.println(name + " " + port + " " + socket.getSession().getCipherSuite());
                    } catch (java.io.IOException e) {
                        System.out.println(name + " " + port + " refused");
                    }
                }
            }
            """;

    private JavaDhClients() {}

    /**
     * A line for each client and port: its name, the port, the suite or {@code refused}.
     *
     * @param groups what the clients name in their ClientHello
     */
    static String said(Path folder, String groups, List<String> ports) throws IOException {
        Files.writeString(folder.resolve("Dhe.java"), SOURCE);
        var arguments = new ArrayList<>(List.of(
                "-XX:TieredStopAtLevel=1",
                "-Djdk.tls.namedGroups=" + groups,
                "-cp",
                System.getProperty("java.class.path"),
                "Dhe.java"));
        arguments.addAll(ports);
        return RealProgram.java(folder)
                .run(arguments.toArray(String[]::new))
                .succeeded()
                .text();
    }
}
