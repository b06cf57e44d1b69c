package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.smtp.client.TlsDemand;
import org.letterlock.tls.Pem;

/** G8, E13: who sends shows a certificate when it is asked for one. */
class PolicyG8Test {
    private static final String MESSAGE = "From: sender@example.test\r\nSubject: G8\r\n\r\nHello.\r\n";

    @TempDir
    Path folder;

    @Test
    @DisplayName("G8, E13: Postfix sees a trusted certificate, and none where none is configured")
    void shownWhenAsked() throws Exception {
        var certified = new Certified(folder);
        certified.root("ca");
        certified.issue("mx", "ca", 30, "subjectAltName=DNS:localhost\n");
        certified.issue("sender", "ca", 30, "subjectAltName=DNS:sender.example.test\nextendedKeyUsage=clientAuth\n");
        var identity = Pem.identity(folder.resolve("sender.pem"), folder.resolve("sender.key"), true);
        try (var postfix = RealReceiver.postfix(folder);
                var named = OutboundClient.trusting(folder.resolve("ca.pem"), identity);
                var nameless = OutboundClient.trusting(folder.resolve("ca.pem"))) {
            var hop = OutboundClient.smtp(postfix.port());
            assertTrue(
                    named.deliver(hop, TlsDemand.MAY, MESSAGE, "ann@peer.test").delivered());
            postfix.logged("Trusted TLS connection established from");
            assertTrue(nameless.deliver(hop, TlsDemand.MAY, MESSAGE, "ann@peer.test")
                    .delivered());
            postfix.logged("Anonymous TLS connection established from");
        }
    }
}
