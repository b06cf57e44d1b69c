package org.letterlock.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * RSA key transport as Bleichenbacher's oracle is looked for: the ClientKeyExchange is made by hand, with each fault that
 * its padding can have, and the server must answer all of them with the same octets at the same moment. How long it takes
 * is not measured here: docs/decisions/0116. RFC 5246, 7.4.7.1.
 */
class KeyTransportTest {
    private static final RSAPublicKey KEY = (RSAPublicKey) Keys.RSA_KEYS.getPublic();
    private static final int LENGTH = (KEY.getModulus().bitLength() + 7) / 8;
    private static final long SEED = 20261123;

    /** 00 02, padding without zeros, 00, a premaster secret of {@code secret} octets that begins with {@code version}. */
    private static byte[] block(int version, int secret) {
        var random = new Random(SEED);
        byte[] block = new byte[LENGTH];
        random.nextBytes(block);
        for (int i = 0; i < LENGTH; i++) if (block[i] == 0) block[i] = 1;
        block[0] = 0;
        block[1] = 2;
        block[LENGTH - secret - 1] = 0;
        if (secret >= 2) {
            block[LENGTH - secret] = (byte) (version >> 8);
            block[LENGTH - secret + 1] = (byte) version;
        }
        return block;
    }

    private static byte[] changed(byte[] block, int at, int value) {
        byte[] copy = block.clone();
        copy[at] = (byte) value;
        return copy;
    }

    /** What an attacker may send in place of the encrypted premaster secret, already encrypted. */
    private static Map<String, byte[]> faults(int version) {
        byte[] good = block(version, 48);
        var all = new LinkedHashMap<String, byte[]>();
        all.put("good", encrypted(good));
        all.put("first octet not 0", encrypted(changed(good, 0, 1)));
        all.put("block type 1", encrypted(changed(good, 1, 1)));
        all.put("block type 0", encrypted(changed(good, 1, 0)));
        all.put("a zero in the first eight of the padding", encrypted(changed(good, 5, 0)));
        all.put("a zero in the midst of the padding", encrypted(changed(good, LENGTH / 2, 0)));
        all.put("no zero behind the padding", encrypted(changed(good, LENGTH - 49, 7)));
        all.put("the zero one later", encrypted(changed(changed(good, LENGTH - 49, 7), LENGTH - 48, 0)));
        all.put("no zero at all", encrypted(block(version, 0)));
        all.put("47 octets", encrypted(block(version, 47)));
        all.put("49 octets", encrypted(block(version, 49)));
        all.put("1 octet", encrypted(block(version, 1)));
        all.put("version of SSLv3", encrypted(block(0x0300, 48)));
        all.put("a version that is none", encrypted(block(0x7A7A, 48)));
        all.put("another version", encrypted(block(version == 0x0301 ? 0x0303 : 0x0301, 48)));
        all.put("nothing but zeros", encrypted(new byte[LENGTH]));
        all.put("one", encrypted(BigIntegers.asUnsignedByteArray(LENGTH, BigInteger.ONE)));
        all.put(
                "the modulus less one",
                BigIntegers.asUnsignedByteArray(LENGTH, KEY.getModulus().subtract(BigInteger.ONE)));
        return all;
    }

    private static byte[] encrypted(byte[] block) {
        var number = new BigInteger(1, block).modPow(KEY.getPublicExponent(), KEY.getModulus());
        return BigIntegers.asUnsignedByteArray(LENGTH, number);
    }

    @ParameterizedTest
    @CsvSource({"0x0303,0x009C", "0x0303,0x002F", "0x0303,0x003C", "0x0302,0x002F", "0x0301,0x0035", "0x0301,0x000A"})
    @DisplayName("S-C7 whatever is wrong with an encrypted premaster secret, the answer is the same, at the same point")
    void sC7_oneAnswerForEveryFault(String versionText, String suiteText) {
        int version = Integer.decode(versionText);
        var answers = new LinkedHashMap<String, String>();
        faults(version).forEach((fault, encrypted) -> answers.put(fault, play(version, suiteText, encrypted)));
        var expected = answers.get("good"); // whose Finished is not right: nothing else is wrong with it
        assertEquals("silence; silence; 2.20, closed", expected);
        answers.forEach((fault, answer) -> assertEquals(expected, answer, fault));
    }

    /** The whole flight, step by step; what the server said to each. */
    private static String play(int version, String suite, byte[] encrypted) {
        var policy = TlsPolicy.of(TlsProfile.CURRENT, TlsRole.MX);
        var seen = new Pair.Seen();
        var server = new EmbeddedChannel(
                Pair.server(policy, TlsIdentities.of(Keys.RSA), List.of()).newHandler(), seen);
        var hello = new RawHello(version, Integer.decode(suite)).to(server);
        assertEquals(Integer.decode(suite), hello.serverHello().suite());
        var said = new ArrayList<String>();

        var exchange = Unpooled.buffer();
        exchange.writeByte(22).writeShort(version).writeShort(6 + LENGTH);
        exchange.writeByte(16).writeMedium(2 + LENGTH).writeShort(LENGTH).writeBytes(encrypted);
        said.add(step(server, ByteBufUtil.getBytes(exchange)));
        said.add(step(server, new byte[] {20, (byte) (version >> 8), (byte) version, 0, 1, 1}));
        byte[] finished = new byte[5 + 64];
        new Random(SEED).nextBytes(finished);
        System.arraycopy(new byte[] {22, (byte) (version >> 8), (byte) version, 0, 64}, 0, finished, 0, 5);
        said.add(step(server, finished));

        assertTrue(seen.exceptions.isEmpty());
        server.finishAndReleaseAll();
        return String.join("; ", said);
    }

    private static String step(EmbeddedChannel server, byte[] octets) {
        server.writeInbound(Unpooled.wrappedBuffer(octets));
        var answer = RawHello.answer(server);
        return (answer.isEmpty() ? "silence" : answer.alert()) + (answer.closed() ? ", closed" : "");
    }
}
