package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** E11: clients without a good certificate are sent away, each with the alert that fits. */
class PolicyE11Test {
    @TempDir
    Path folder;

    private ClientCertificates clients;

    @BeforeEach
    void clients() throws Exception {
        clients = new ClientCertificates(folder);
    }

    @ParameterizedTest
    @CsvSource({
        "expired,certificate expired,45",
        "foreign,unknown ca,48",
        "server-only,unsupported certificate,43",
        "'',certificate required,116"
    })
    @DisplayName("E11: the same certificates end the handshake, each with its alert")
    void required(String who, String alert, int number) throws Exception {
        try (var house = clients.house("require")) {
            assertTrue(clients.greets(house.at("imaps").getPort(), "good")
                    .succeeded()
                    .text()
                    .contains("a OK"));
            var said = clients.greets(house.at("imaps").getPort(), who);
            assertTrue(
                    said.errors().contains("alert " + alert) && said.errors().contains("number " + number),
                    said::toString);
            if (who.isEmpty()) {
                var older = clients.greets(house.at("imaps").getPort(), who, "-tls1_2")
                        .failed();
                assertTrue(older.errors().contains("alert number 40"), older::toString);
            }
        }
    }

    private void authority(String... more) {
        var arguments = new ArrayList<>(List.of("ca", "-config", "ca.conf"));
        arguments.addAll(List.of(more));
        clients.certified().openssl().run(arguments.toArray(String[]::new)).succeeded();
    }

    @Test
    @DisplayName("E11: a revoked certificate; and one that is revoked by a list that letterlock reload takes in")
    void revoked() throws Exception {
        Files.writeString(folder.resolve("ca.conf"), """
                [ca]
                default_ca = here
                [here]
                database = index.txt
                default_md = sha256
                default_crl_days = 30
                certificate = clients.pem
                private_key = clients.key
                """);
        Files.writeString(folder.resolve("index.txt"), "");
        authority("-revoke", "good.pem");
        authority("-gencrl", "-out", "crl.pem");
        var pid = folder.resolve("pid");
        var configuration = clients.configure(new ConfiguredHouse(folder), "require, client-crls = [ crl.pem ]");
        try (var serve = RunnableJar.program(folder)
                .talk("serve", "--config", configuration.toString(), "--pid-file", pid.toString())) {
            serve.hear("imaps 127.0.0.1:").hear("ready");
            int port = Integer.parseInt(serve.said().replaceAll("(?s).*imaps 127\\.0\\.0\\.1:(\\d+).*", "$1"));
            assertTrue(clients.greets(port, "boss").succeeded().text().contains("a OK"));
            isRevoked(port, "good");
            authority("-revoke", "boss.pem");
            authority("-gencrl", "-out", "crl.pem");
            RunnableJar.program(folder)
                    .run("reload", "--pid-file", pid.toString())
                    .succeeded();
            serve.complains("TLS is as the configuration has it now");
            isRevoked(port, "boss");
        }
    }

    private void isRevoked(int port, String who) {
        var said = clients.greets(port, who);
        assertTrue(said.errors().contains("alert certificate revoked"), said::toString);
    }
}
