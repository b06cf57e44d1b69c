package org.letterlock.imap.net;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.letterlock.imap.grammar.ImapDate;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.LiteralMark;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.protocol.transcript.Transcripts;

/**
 * Whatever a client sends, it gets lines that are IMAP, no apology for a bug of ours, and no buffer is lost. The seeds are
 * what the clients of the transcripts say.
 */
class ImapFuzzTest {
    private static final Pattern RESPONSE =
            Pattern.compile("(\\*|[!#$&',-.0-9:;<=>?@A-Z\\[\\]^_`a-z|}~/]{1,64}) (OK|NO|BAD|BYE|PREAUTH) [ -~]*"
                    + "|\\* (CAPABILITY|LIST|LSUB|STATUS|SEARCH|FLAGS|NAMESPACE|ID|ENABLED)( [ -~]*)?"
                    + "|\\* [0-9]+ (EXISTS|RECENT|EXPUNGE)|\\* [0-9]+ FETCH \\([\t -~]*\\)|\\+ [ -~]*");

    private static final String ODD = " \r\n\"\\(){}[]*%+0:,<>.a\0\u00e9";

    @FuzzTest
    void session(byte[] octets) {
        play(octets);
    }

    @FuzzTest
    void reader(byte[] octets) {
        read(octets);
    }

    @Test
    void transcriptsAreSeeds() {
        for (var octets : seeds()) {
            play(octets);
            read(octets);
        }
    }

    @Test
    void mutatedTranscripts() {
        var seeds = seeds();
        for (int seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            var octets = seeds.get(random.nextInt(seeds.size())).clone();
            for (int n = 1 + random.nextInt(4); n > 0 && octets.length > 0; n--)
                octets[random.nextInt(octets.length)] = (byte) ODD.charAt(random.nextInt(ODD.length()));
            try {
                play(octets);
                read(octets);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + new String(octets, StandardCharsets.ISO_8859_1), e);
            }
        }
    }

    /** All that the clients of one transcript say, in one piece; those with large repetitions left out. */
    private static List<byte[]> seeds() {
        var seeds = new ArrayList<byte[]>();
        for (var transcript : Transcripts.all(Path.of("src/test/transcripts"))) {
            var all = Unpooled.buffer();
            for (var octets : transcript.clientOctets()) all.writeBytes(octets);
            var octets = new byte[all.readableBytes()];
            all.readBytes(octets);
            all.release();
            if (octets.length < 4000) seeds.add(octets);
        }
        return seeds;
    }

    private static void play(byte[] octets) {
        var stage = new ImapStage();
        stage.given("2 messages in INBOX");
        var client = TestClient.loggedIn(stage);
        client.ok("SELECT INBOX");
        if (client.channel.isOpen()) client.raw(octets.clone());
        if (client.channel.isOpen()) client.raw("\r\n");
        var said = client.said();
        client.close();
        for (var line : TestClient.lines(said)) {
            assertTrue(RESPONSE.matcher(line).matches(), "not a response of IMAP: " + line);
            assertTrue(!line.contains("SERVERBUG"), line);
        }
    }

    private static void read(byte[] octets) {
        LiteralMark.at(octets);
        List<Reading> readings = List.of(
                in -> in.sequenceSet(100),
                in -> in.astring(100),
                ImapReader::mailbox,
                ImapReader::flagList,
                ImapReader::word,
                ImapDate::dateTime,
                ImapDate::date,
                in -> in.number63(Long.MAX_VALUE),
                in -> in.nstring(10),
                ImapReader::listMailbox,
                ImapReader::streamedLiteral);
        for (var reading : readings) {
            try {
                reading.read(new ImapReader(octets, 0));
            } catch (SyntaxException e) {
                assertTrue(e.problem().chars().allMatch(c -> c >= ' ' && c <= '~'), e.problem());
            }
        }
    }

    private interface Reading {
        Object read(ImapReader in) throws SyntaxException;
    }
}
