package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** G16: IMAP and POP3 may stand behind something that ends TLS: who is listed may say for whom it speaks, and how it heard them. */
class PolicyG16Test {
    private static final String LISTENERS = """
            behind { service = imap, security = starttls, %1$s, proxy-from = [ "127.0.0.1/32", "::1" ], proxy-tls = true }
            pop    { service = pop3, security = starttls, %1$s, proxy-from = [ "127.0.0.0/8" ], proxy-tls = true }
            words  { service = imap, security = starttls, %1$s, proxy-from = [ "127.0.0.1" ] }
            secure { service = imap, security = implicit, %1$s, proxy-from = [ "127.0.0.1" ] }
            mx     { service = mx, security = starttls, %1$s, proxy-from = [ "127.0.0.1" ] }
            hasty  { service = imap, security = starttls, %1$s, proxy-from = [ "127.0.0.1" ], proxy-time = 200 ms }
            direct { service = imap, security = starttls, %1$s, proxy-from = [ "192.0.2.0/24", "2001:db8::/32" ], proxy-tls = true }
            """.formatted("address = \"127.0.0.1\", port = 0");

    private static final byte[] SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};

    @TempDir
    static Path folder;

    private static ConfiguredHouse house;

    @BeforeAll
    static void start() throws Exception {
        house = new ConfiguredHouse(folder);
        house.start(house.configure(
                "", "listeners {\n" + LISTENERS + "}\nconnections { strangers-from-one-address = 3 }\n"));
    }

    @AfterAll
    static void stop() {
        house.close();
    }

    private static Wire to(String listener) {
        return Wire.to(house.at(listener));
    }

    // ---------------------------------------------------------------- headers

    /** Version 2, of a connection from {@code source}; {@code extensions} behind the addresses. */
    private static byte[] v2(int command, String source, byte[]... extensions) {
        try {
            byte[] address = InetAddress.getByName(source).getAddress();
            var body = new ByteArrayOutputStream();
            body.writeBytes(address);
            body.writeBytes(new byte[address.length]);
            body.writeBytes(new byte[] {(byte) 0x91, 0x0A, 0x03, (byte) 0xE1});
            for (var extension : extensions) body.writeBytes(extension);
            return ByteBuffer.allocate(16 + body.size())
                    .put(SIGNATURE)
                    .put((byte) (0x20 | command))
                    .put((byte) (address.length == 4 ? 0x11 : 0x21))
                    .putShort((short) body.size())
                    .put(body.toByteArray())
                    .array();
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] extension(int type, byte[] value) {
        return ByteBuffer.allocate(3 + value.length)
                .put((byte) type)
                .putShort((short) value.length)
                .put(value)
                .array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** PP2_TYPE_SSL of a client that came with TLS. */
    private static byte[] tls(String version) {
        var value = new ByteArrayOutputStream();
        value.writeBytes(new byte[] {1, 0, 0, 0, 1});
        value.writeBytes(extension(0x21, ascii(version)));
        value.writeBytes(extension(0x23, ascii("TLS_AES_256_GCM_SHA384")));
        return extension(0x20, value.toByteArray());
    }

    /** With a checksum, {@code added} to the right one. */
    private static byte[] summed(String source, int added) {
        byte[] header = v2(1, source, extension(0x03, new byte[4]), tls("TLSv1.3"));
        var sum = new CRC32C();
        sum.update(header);
        ByteBuffer.wrap(header).putInt(16 + 12 + 3, (int) sum.getValue() + added);
        return header;
    }

    // ---------------------------------------------------------------- what counts

    @Test
    @DisplayName("G16: TLS that ended at a listed proxy counts: AUTH is offered, STARTTLS is not, log-in works")
    void tlsOfTheProxyCounts() {
        try (var imap = to("behind").raw(v2(1, "192.0.2.7", tls("TLSv1.3")))) {
            var greeting = imap.hear("* OK ");
            assertTrue(greeting.contains("AUTH=PLAIN"), greeting);
            assertFalse(greeting.contains("STARTTLS") || greeting.contains("LOGINDISABLED"), greeting);
            assertFalse(greeting.contains("-PLUS"), "SCRAM could only be bound to the proxy's connection: " + greeting);
            imap.say("a LOGIN ann \"" + ConfiguredHouse.PASSWORD + "\"").hear("a OK ");
            imap.say("b LOGOUT").hear("b OK ");
        }
        try (var pop3 = to("pop").raw(v2(1, "2001:db8::7", tls("TLSv1.2")))) {
            pop3.hear("+OK ");
            pop3.say("USER ann@example.org").hear("+OK");
            pop3.say("PASS " + ConfiguredHouse.PASSWORD).hear("+OK");
            pop3.say("QUIT").hear("+OK");
        }
    }

    @Test
    @DisplayName(
            "G16: without proxy-tls, without TLS at the proxy, or with TLS 1.0 there, it is plaintext: LOGINDISABLED")
    void otherwiseItIsPlaintext() {
        isPlaintext("words", v2(1, "192.0.2.7", tls("TLSv1.3")));
        isPlaintext("behind", v2(1, "192.0.2.7"));
        isPlaintext("behind", v2(1, "192.0.2.7", tls("TLSv1")));
        isPlaintext("behind", ascii("PROXY TCP4 192.0.2.7 192.0.2.1 41000 993\r\n"));
    }

    private static void isPlaintext(String listener, byte[] header) {
        try (var imap = to(listener).raw(header)) {
            var greeting = imap.hear("* OK ");
            assertTrue(greeting.contains("STARTTLS") && greeting.contains("LOGINDISABLED"), greeting);
            imap.say("a LOGIN ann \"" + ConfiguredHouse.PASSWORD + "\"").hear("a NO [PRIVACYREQUIRED]");
            imap.say("b STARTTLS").hear("b OK ");
            imap.tls(house.clientTls("TLS"));
            imap.say("c LOGIN ann \"" + ConfiguredHouse.PASSWORD + "\"").hear("c OK ");
        }
    }

    @Test
    @DisplayName("G16: a header stands in front of TLS from the first octet too")
    void implicitTls() {
        try (var imap = to("secure").raw("PROXY TCP6 2001:db8::7 2001:db8::1 41000 993\r\n")) {
            imap.tls(house.clientTls("TLS")).hear("* OK ");
        }
    }

    @Test
    @DisplayName("G16: the client's address is in Received, and limits by address go by it")
    void theClientsAddressIsUsed() {
        try (var smtp = to("mx").raw("PROXY TCP4 192.0.2.77 192.0.2.1 41000 25\r\n")) {
            smtp.hear("220 ");
            smtp.say("EHLO client.example.org").hear("250 ");
            smtp.say("MAIL FROM:<x@example.org>").hear("250 ");
            smtp.say("RCPT TO:<ann@example.org>").hear("250 ");
            smtp.say("DATA").hear("354 ");
            smtp.say("Subject: through a proxy\r\n\r\nText\r\n.").hear("250 ");
        }
        try (var imap = to("behind").raw(v2(1, "192.0.2.9", tls("TLSv1.3")))) {
            imap.hear("* OK ");
            imap.say("a LOGIN ann \"" + ConfiguredHouse.PASSWORD + "\"").hear("a OK ");
            imap.say("b SELECT INBOX").hear("b OK ");
            var fetched = imap.say("c FETCH 1:* BODY[HEADER.FIELDS (RECEIVED)]").hear("c OK ");
            assertTrue(fetched.contains("[192.0.2.77]"), fetched);
        }
        byte[] crowd = v2(1, "192.0.2.8");
        try (var one = to("behind").raw(crowd);
                var two = to("behind").raw(crowd);
                var three = to("behind").raw(crowd)) {
            one.hear("* OK ");
            two.hear("* OK ");
            three.hear("* OK ");
            try (var four = to("behind").raw(crowd)) {
                four.hear("* BYE ");
            }
            try (var another = to("behind").raw(v2(1, "192.0.2.18"))) {
                another.hear("* OK ");
            }
        }
    }

    @Test
    @DisplayName("G16: a proxy may speak for itself (LOCAL), or not know (UNKNOWN, UNSPEC): then it is the client")
    void healthChecks() {
        byte[] unspecified =
                ByteBuffer.allocate(16).put(SIGNATURE).put((byte) 0x21).array();
        byte[] local = ByteBuffer.allocate(16).put(SIGNATURE).put((byte) 0x20).array();
        for (byte[] header : new byte[][] {
            v2(0, "192.0.2.7", tls("TLSv1.3")),
            local,
            unspecified,
            ascii("PROXY UNKNOWN\r\n"),
            ascii("PROXY UNKNOWN x y\r\n")
        }) {
            try (var imap = to("behind").raw(header)) {
                assertTrue(imap.hear("* OK ").contains("LOGINDISABLED"));
            }
        }
    }

    @Test
    @DisplayName("G16: a checksum is checked")
    void checksum() {
        try (var imap = to("behind").raw(summed("192.0.2.7", 0))) {
            imap.hear("* OK ");
        }
        try (var imap = to("behind").raw(summed("192.0.2.7", 1))) {
            imap.assertClosed();
        }
    }

    @Test
    @DisplayName("G16: a header and what follows it may come octet by octet, or in one segment")
    void inPieces() {
        try (var imap = to("behind")) {
            for (byte octet : v2(1, "192.0.2.7", tls("TLSv1.3"))) imap.raw(new byte[] {octet});
            imap.hear("* OK ");
        }
        try (var imap = to("behind").raw("PROXY TCP4 192.0.2.7 192.0.2.1 41000 993\r\na LOGOUT\r\n")) {
            imap.hear("* OK ");
            imap.hear("a OK ");
        }
    }

    // ---------------------------------------------------------------- what does not

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a CAPABILITY\r\n",
                "PROXY\r\n",
                "PROXY TCP4\r\n",
                "PROXY TCP4 192.0.2.7 192.0.2.1 41000\r\n",
                "PROXY TCP4 192.0.2.7 192.0.2.1 41000 993 x\r\n",
                "PROXY TCP4 192.0.2.7 192.0.2.1 41000 993\n",
                "PROXY TCP4 192.0.2.700 192.0.2.1 41000 993\r\n",
                "PROXY TCP4 localhost 192.0.2.1 41000 993\r\n",
                "PROXY TCP4 2001:db8::7 192.0.2.1 41000 993\r\n",
                "PROXY TCP4 192.0.2.7 192.0.2.1 041000 993\r\n",
                "PROXY TCP4 192.0.2.7 192.0.2.1 65536 993\r\n",
                "PROXY TCP4 192.0.2.7 192.0.2.1 -1 993\r\n",
                "PROXY TCP6 ::g ::1 41000 993\r\n",
                "PROXY UDP4 192.0.2.7 192.0.2.1 41000 993\r\n",
                "proxy tcp4 192.0.2.7 192.0.2.1 41000 993\r\n"
            })
    @DisplayName("G16: from a listed peer, what is no header ends the connection without a word")
    void listedWithoutHeader(String sent) {
        try (var imap = to("behind").raw(sent)) {
            imap.assertClosed();
        }
    }

    @Test
    @DisplayName("G16: binary headers that contradict themselves end the connection without a word")
    void malformedBinary() {
        byte[] good = v2(1, "192.0.2.7", tls("TLSv1.3"));
        for (int[] change : new int[][] {
            {12, 0x11}, // version 1 in binary
            {12, 0x2F}, // a command that is none
            {13, 0x12}, // datagrams
            {13, 0x41}, // a family that is none
            {13, 0x21}, // too short for IPv6
            {14, 0x7F}, // longer than any
            {16 + 12 + 1, 0x7F}, // an extension longer than the header
            {16 + 12 + 3 + 5 + 2, 99} // one within an extension
        }) {
            byte[] bad = good.clone();
            bad[change[0]] = (byte) change[1];
            try (var imap = to("behind").raw(bad)) {
                imap.assertClosed();
            }
        }
        try (var imap = to("behind").raw("PROXY TCP4 " + "1".repeat(120))) {
            imap.assertClosed();
        }
    }

    @Test
    @DisplayName("G16: a header that does not come, or not wholly, is cut by time")
    void slowHeaders() {
        try (var silent = to("hasty");
                var half = to("hasty").raw("PROXY TCP4 192.0.2.7 ");
                var binary = to("hasty").raw(SIGNATURE)) {
            silent.assertClosed();
            half.assertClosed();
            binary.assertClosed();
        }
    }

    @Test
    @DisplayName("G16: who is not listed is greeted without a header, and cut off with one, whole or in pieces")
    void notListed() {
        try (var imap = to("direct")) {
            assertTrue(imap.hear("* OK ").contains("LOGINDISABLED"));
            imap.say("PR NOOP").hear("PR OK ");
        }
        try (var imap = to("direct")) {
            imap.hear("* OK ");
            imap.raw(v2(1, "192.0.2.7", tls("TLSv1.3"))).assertClosed();
        }
        try (var imap = to("direct")) {
            imap.hear("* OK ");
            imap.raw("PROXY TCP4 192.0.2.7 192.0.2.1 41000 993\r\n").assertClosed();
        }
        try (var imap = to("direct")) {
            imap.hear("* OK ");
            for (byte octet : ascii("PROXY ")) imap.raw(new byte[] {octet});
            imap.assertClosed();
        }
    }
}
