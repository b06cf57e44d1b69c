package org.letterlock.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code letterlock policy} and {@code letterlock dhparam}, as a user types them. */
class PolicyCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    private void shows(String... lines) {
        for (var line : lines) assertTrue(out.toString().contains(line), line + "\nnot in\n" + out + err);
    }

    @Test
    void policiesAreListedAndShown() {
        assertEquals(0, run("policy", "list"));
        shows(
                "current/mx       level=may",
                "current/msa      level=encrypt",
                "current/mda",
                "current/client",
                "cyrus-2.4/");
        assertEquals(0, run("policy", "show", "--profile", "ach", "--role", "msa"));
        shows(
                "policy         ach/msa",
                "versions       TLSv1.2 TLSv1.3",
                "\n  009F DHE-RSA-AES256-GCM-SHA384        TLS_DHE_RSA_");
        assertEquals(0, run("policy", "show", "--json"));
        shows("{\"policies\":[{\"policy\":\"current/mx\",\"role\":\"mx\",\"level\":\"may\"");
    }

    @Test
    void aSuiteIsExplained() {
        assertEquals(0, run("policy", "explain", "C013"));
        shows(
                "openssl         ECDHE-RSA-AES128-SHA",
                "id              C013",
                "forward-secret  yes",
                "  for: in table B of the guide, at place 14 of 18 (D1)",
                "  against: CBC with HMAC");
        assertEquals(0, run("policy", "explain", "AES128-SHA"));
        shows("against: RSA key transport, no forward secrecy: should not be negotiated (RFC 9325, 4.1)");
        assertEquals(0, run("policy", "explain", "kRSA+AESGCM"));
        shows("009D AES256-GCM-SHA384                TLS_RSA_WITH_AES_256_GCM_SHA384\n009C ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "policy explain AES128+AESGMC | AESGMC is no suite spoken here, and no word of a cipher string; did you mean AESGCM?",
                "policy explain ECDHE-RSA-AES128-SHQ | no word of a cipher string; did you mean ECDHE-RSA-AES128-SHA?",
                "tls census /nonexistent | /nonexistent cannot be read: no such file or folder",
                "policy explain | either a suite or a cipher string, or --config FILE and a connection",
                "policy show --profile acht | --profile: there is no policy acht; there are ach-2014, ach, current, cyrus-2.4",
                "policy show --role mua | --role: the roles are mx, msa, mda and client, not mua",
                "policy diff ach/x current | A: the roles are mx, msa, mda and client, not x",
                "dhparam --group modp41 | --group: there is no modp41; there are ffdhe2048",
                "dhparam --generate 1024 | --generate: a group has 2048 to 10000 bits, not 1024"
            })
    void wrongUsage(String line) {
        var parts = line.split(" \\| ");
        assertEquals(2, run(parts[0].split(" ")));
        assertTrue(err.toString().contains(parts[1]), err.toString());
    }

    @Test
    void aGroupIsPrintedAndChecked() throws Exception {
        assertEquals(0, run("dhparam", "--group", "modp14"));
        shows("-----BEGIN DH PARAMETERS-----");
        var file = Files.writeString(folder.resolve("dh.pem"), out.toString());
        assertEquals(0, run("dhparam", "--check", file.toString()));
        shows("group     modp14", "exponent  225 bits", "verdict   good");
        out.getBuffer().setLength(0);
        assertEquals(0, run("dhparam", "--group", "rfc5114-23"));
        Files.writeString(file, out.toString());
        assertEquals(1, run("dhparam", "--check", file.toString()));
        shows("verdict   legacy = true only: nobody knows how its numbers were chosen");
        Files.writeString(file, "no group");
        assertEquals(2, run("dhparam", "--check", file.toString()));
    }
}
