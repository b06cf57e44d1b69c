package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** D5: each listener has the DH group it is given, of any size from 2048 bits, by name or out of a file. */
class PolicyD5Test {
    @TempDir
    Path folder;

    private static String listener(String name, String tls) {
        return "listeners." + name + " { service = imap, security = implicit, port = 0, tls { " + tls + " } }\n";
    }

    @Test
    @DisplayName(
            "D5: openssl s_client -tls1_2 -cipher DHE prints Server Temp Key: DH, N bits, of this listener's group")
    void eachListenerItsGroup() throws Exception {
        TlsProbe.copy("own2048.pem", folder.resolve("own.pem"));
        TlsProbe.copy("own1024.pem", folder.resolve("small.pem"));
        var listeners = new StringBuilder("listeners.plain { service = imap, security = implicit, port = 0 }\n");
        for (var name : List.of("ffdhe3072", "ffdhe4096", "modp14", "modp15"))
            listeners.append(listener(name, "dh-group = " + name));
        listeners.append(listener("own", "dh-group = \"file:own.pem\""));
        listeners.append(listener("small", "dh-group = \"file:small.pem\", legacy = true"));
        try (var house = new ConfiguredHouse(folder)) {
            house.start(house.configure("profile = ach", listeners.toString()));
            assertEquals("DH, 2048 bits", key(house, "plain"));
            assertEquals("DH, 3072 bits", key(house, "ffdhe3072"));
            assertEquals("DH, 4096 bits", key(house, "ffdhe4096"));
            assertEquals("DH, 2048 bits", key(house, "modp14"));
            assertEquals("DH, 3072 bits", key(house, "modp15"));
            assertEquals("DH, 2048 bits", key(house, "own"));
            assertEquals("DH, 1024 bits", key(house, "small"));
        }
    }

    private String key(ConfiguredHouse house, String listener) {
        return TlsProbe.key(TlsProbe.with(folder, house.at(listener), "", "-tls1_2", "-cipher", "DHE@SECLEVEL=0"));
    }

    @Test
    @DisplayName("D5: what has fewer than 2048 bits, or is no group, is refused with file and line")
    void refused() throws Exception {
        TlsProbe.copy("own1024.pem", folder.resolve("small.pem"));
        Files.writeString(folder.resolve("noise.pem"), "nothing\n");
        try (var house = new ConfiguredHouse(folder)) {
            house.refuses("dh-group = \"file:small.pem\"", "small.pem: its prime has 1024 bits, fewer than 2048; take");
            house.refuses("dh-group = \"file:noise.pem\"", "noise.pem: holds no block -----BEGIN DH PARAMETERS-----");
            house.refuses("dh-group = \"file:gone.pem\"", "gone.pem: there is no such file");
            house.refuses("dh-group = modp41", "did you mean modp14?");
        }
    }
}
