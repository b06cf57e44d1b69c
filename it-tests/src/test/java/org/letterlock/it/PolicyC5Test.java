package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** C5: DH parameters behind the certificate count, a reload that loses them says so; and no connection is dropped by it. */
class PolicyC5Test {
    @TempDir
    Path folder;

    private static String serverKey(RealProgram openssl, String port) {
        var said = openssl.reading("a LOGOUT\n")
                .run(
                        "s_client",
                        "-ign_eof",
                        "-crlf",
                        "-tls1_2",
                        "-cipher",
                        "DHE-RSA-AES128-GCM-SHA256",
                        "-connect",
                        "127.0.0.1:" + port)
                .succeeded()
                .text();
        return said.replaceAll("(?s).*Server Temp Key: ([^\n]*)\n.*", "$1");
    }

    @Test
    @DisplayName("C5: letterlock reload with a stripped PEM warns dh-params-lost; an open session goes on")
    void reload() throws Exception {
        var openssl = RealProgram.of("openssl", folder);
        var house = new ConfiguredHouse(folder);
        var configuration = house.configure("", """
                listeners { imaps { service = imap, security = implicit, port = 0, address = "127.0.0.1" } }
                """);
        var chain = house.file("rsa-chain.pem");
        var stripped = Files.readString(chain);
        openssl.run("genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:ffdhe3072", "-out", "dh.pem")
                .succeeded();
        Files.writeString(
                chain, stripped + Files.readString(folder.resolve("dh.pem")).replace("X9.42 DH", "DH"));
        var pid = folder.resolve("pid");
        try (var serve = RunnableJar.program(folder)
                .talk("serve", "--config", configuration.toString(), "--pid-file", pid.toString())) {
            serve.hear("imaps 127.0.0.1:").hear("ready");
            var port = serve.said().replaceAll("(?s).*imaps 127\\.0\\.0\\.1:(\\d+).*", "$1");
            assertEquals("DH, 3072 bits", serverKey(openssl, port));
            try (var open = openssl.talk("s_client", "-quiet", "-crlf", "-connect", "127.0.0.1:" + port)) {
                open.hear("* OK");
                Files.writeString(chain, stripped);
                RunnableJar.program(folder)
                        .run("reload", "--pid-file", pid.toString())
                        .succeeded();
                serve.complains("dh-params-lost").complains("TLS is as the configuration has it now");
                assertEquals("DH, 2048 bits", serverKey(openssl, port));
                open.say("a LOGIN ann@example.org \"" + ConfiguredHouse.PASSWORD + "\"")
                        .hear("a OK");
                open.say("b LOGOUT").hear("b OK");
            }
        }
    }
}
