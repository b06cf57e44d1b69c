package org.letterlock.mailbox.mime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is read of a body, and how often. */
class MimeCacheTest {
    private static TestBody large() {
        return TestBody.of("From: a@b\r\nSubject: s\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n"
                + "line\r\n".repeat(20_000) + "--b--\r\n");
    }

    @Test
    void onlyWhatIsAskedForIsRead() {
        var body = large();
        var mime = MimeStructure.of(body);
        assertEquals(body.size(), mime.whole().length());
        assertEquals(body.size(), mime.part(List.of()).orElseThrow().length());
        assertEquals(0, body.read(), "BODY[] reads nothing");
        assertEquals("s", mime.envelope().subject());
        assertEquals(
                "Subject: s\r\n\r\n",
                body.text(
                        mime.headerFields(List.of(), List.of("subject"), false).get()));
        assertEquals(
                body.size(),
                mime.header(List.of()).get().length()
                        + mime.text(List.of()).get().length());
        assertTrue(body.read() < 20_000, "the header reads the header: " + body.read());
        assertEquals(1, mime.root().parts().size());
        assertTrue(body.read() >= body.size());
    }

    @Test
    void aSecondFetchReadsNothing() {
        var cache = new MimeCache(1 << 20);
        var body = large();
        var first = cache.of(body);
        var envelope = first.envelope();
        var root = first.root();
        long read = body.read();
        var second = cache.of(body);
        assertSame(envelope, second.envelope());
        assertSame(root, second.root());
        assertEquals(
                root.parts().get(0).body(),
                second.part(List.of(1)).orElseThrow().ranges().get(0));
        assertEquals(read, body.read());
    }

    @Test
    void theCacheHasItsRoomAndNoMore() {
        var cache = new MimeCache(100_000);
        var bodies = new ArrayList<TestBody>();
        for (int i = 0; i < 1000; i++) {
            var body = TestBody.of("Subject: " + "x".repeat(1000) + "\r\n\r\n");
            bodies.add(body);
            assertEquals(1000, cache.of(body).envelope().subject().length());
        }
        assertTrue(cache.size() < 50, "entries: " + cache.size());
        var none = new MimeCache(0);
        assertEquals(1000, none.of(bodies.get(0)).envelope().subject().length());
        assertEquals(0, none.size());
    }
}
