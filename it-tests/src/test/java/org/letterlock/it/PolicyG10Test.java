package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.it.OddMx.Oddity;

/** G10, E14: when sending, the suites are left as they are. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class PolicyG10Test {
    @TempDir
    Path folder;

    @Test
    @DisplayName("G10: a server that knows one old suite of TLS 1.2 only is spoken to in it, rather than in the clear")
    void policyG10() throws Exception {
        for (var suite : List.of("TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256")) {
            var own = Files.createDirectory(folder.resolve(suite));
            try (var mx = new OddMx(Oddity.NONE, "mx.old.test").knowsOnly(suite, "TLSv1.2");
                    var sender = new SendingHouse(own)) {
                sender.names.zone("old.test", "@ IN MX 10 mx\nmx IN A 127.0.0.1\n");
                sender.start(mx.port(), "", "").submit("", "old", "<bob@old.test>");
                SendingHouse.until("it is there", () -> !mx.taken.isEmpty());
                assertEquals(List.of("old.test tls"), mx.taken);
                assertTrue(sender.inbox().isEmpty());
            }
        }
    }
}
