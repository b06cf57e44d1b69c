package org.letterlock.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Clients with certificates of all kinds: of ann {@code good}, {@code expired} and, of an authority nobody asked for, {@code foreign};
 * of boss {@code boss}; and {@code server-only}, which is for servers.
 */
final class ClientCertificates {
    private static final String ANN = "subjectAltName=email:ann@example.org\n";
    private final Path folder;
    private final Certified certified;

    ClientCertificates(Path folder) throws IOException {
        this.folder = folder;
        certified = new Certified(folder);
        certified.root("clients");
        certified.root("others");
        certified.issue("good", "clients", 30, ANN + "extendedKeyUsage=clientAuth\n");
        certified.issue("boss", "clients", 30, "subjectAltName=email:boss@example.org\n");
        certified.issue("expired", "clients", -1, ANN);
        certified.issue("server-only", "clients", 30, "extendedKeyUsage=serverAuth\n");
        certified.issue("foreign", "others", 30, ANN);
    }

    /** A house that asks for them; what it writes of TLS is in {@code tls.log}. @param mode with what else is said of TLS */
    Path configure(ConfiguredHouse house, String mode) throws IOException {
        return house.configure("client-certificates = " + mode + ", client-authorities = clients.pem", """
                log { tls = json, tls-file = tls.log }
                listeners {
                  mx { service = mx, security = starttls, port = 0, address = "127.0.0.1" }
                  submissions { service = submission, security = implicit, port = 0, address = "127.0.0.1" }
                  imaps { service = imap, security = implicit, port = 0, address = "127.0.0.1" }
                  pop3s { service = pop3, security = implicit, port = 0, address = "127.0.0.1" }
                }
                """);
    }

    ConfiguredHouse house(String mode) throws Exception {
        var house = new ConfiguredHouse(folder);
        return house.start(configure(house, mode));
    }

    /** What happens to {@code who} at imaps; nobody when empty. */
    RealProgram.Result greets(int port, String who, String... more) {
        var arguments = new ArrayList<>(List.of("s_client", "-ign_eof", "-crlf", "-connect", "127.0.0.1:" + port));
        if (!who.isEmpty()) arguments.addAll(List.of("-cert", who + ".pem", "-key", who + ".key"));
        arguments.addAll(List.of(more));
        return certified.openssl().reading("a LOGOUT\n").run(arguments.toArray(String[]::new));
    }

    RealProgram.Dialogue talk(int port, String who) {
        return certified
                .openssl()
                .talk(
                        "s_client",
                        "-quiet",
                        "-crlf",
                        "-cert",
                        who + ".pem",
                        "-key",
                        who + ".key",
                        "-connect",
                        "127.0.0.1:" + port);
    }

    Certified certified() {
        return certified;
    }
}
