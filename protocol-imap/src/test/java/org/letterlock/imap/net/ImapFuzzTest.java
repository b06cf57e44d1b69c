package org.letterlock.imap.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import org.letterlock.imap.grammar.ImapDate;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.LiteralMark;
import org.letterlock.imap.grammar.MailboxPattern;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.ModifiedUtf7;
import org.letterlock.protocol.transcript.Transcripts;

/**
 * Whatever a client sends, it gets lines that are IMAP, no apology for a bug of ours, and no buffer is lost. The seeds are
 * what the clients of the transcripts say.
 */
class ImapFuzzTest {
    private static final Pattern RESPONSE =
            Pattern.compile("(\\*|[!#$&',-.0-9:;<=>?@A-Z\\[\\]^_`a-z|}~/]{1,64}) (OK|NO|BAD|BYE|PREAUTH) [ -~]*"
                    + "|\\* (CAPABILITY|SEARCH|ESEARCH|VANISHED|FLAGS|NAMESPACE|ID|ENABLED)( [ -~]*)?"
                    + "|\\* (LIST|LSUB|STATUS) [ -~\u0080-\u00ff]*" // names are UTF-8 once IMAP4rev2 is enabled
                    + "|\\* [0-9]+ (EXISTS|RECENT|EXPUNGE)|\\* [0-9]+ (UID)?FETCH \\([\t -~]*\\)|\\+ [ -~]*");

    private static final Pattern APOLOGY = Pattern.compile("\\S+ (NO|BAD|BYE) \\[SERVERBUG]");
    private static final int MAX_LINE = 1000;
    private static final String ODD = " \r\n\"\\(){}[]*%+0:,<>.a\0\u00e9";

    private static final Path TRANSCRIPTS = Path.of("src/test/transcripts");

    static Stream<byte[]> conversations() {
        return Transcripts.conversations(TRANSCRIPTS, 4000);
    }

    static Stream<byte[]> sayings() {
        return Transcripts.sayings(TRANSCRIPTS, 4000);
    }

    /** Cuts anything the same however it comes, lines and literals no longer than they may be. */
    @MethodSource("conversations")
    @FuzzTest
    void decoder(byte[] octets) {
        assertEquals(cut(octets, octets.length), cut(octets, 1));
    }

    @MethodSource("conversations")
    @FuzzTest
    void session(byte[] octets) {
        play(octets);
    }

    @MethodSource("sayings")
    @FuzzTest
    void reader(byte[] octets) {
        for (int at = 0; at < octets.length; at++) {
            if (at == 0 || octets[at - 1] == ' ' || octets[at - 1] == '(') read(octets, at);
        }
        LiteralMark.at(octets);
    }

    /** Names and patterns as clients write them: S-I12, one spelling for each name. */
    @MethodSource("sayings")
    @FuzzTest
    void names(byte[] octets) {
        var wire = new String(octets, StandardCharsets.ISO_8859_1);
        var name = ModifiedUtf7.decode(wire);
        name.ifPresent(decoded -> assertEquals(wire, ModifiedUtf7.encode(decoded)));
        for (var text : List.of(wire, name.orElse(""), new String(octets, StandardCharsets.UTF_8))) {
            var pattern = new MailboxPattern(text, MailboxName.SEPARATOR);
            pattern.matches("INBOX/a");
            if (!MailboxName.problem(text).isEmpty()) continue;
            var mailbox = new MailboxName(text);
            if (text.indexOf('*') < 0 && text.indexOf('%') < 0) assertTrue(pattern.matches(mailbox.value()), text);
            assertTrue(mailbox.ancestors().stream().allMatch(mailbox::below), text);
        }
    }

    @Test
    void mutatedTranscripts() {
        var seeds = conversations().toList();
        for (int seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            var octets = seeds.get(random.nextInt(seeds.size())).clone();
            for (int n = 1 + random.nextInt(4); n > 0 && octets.length > 0; n--)
                octets[random.nextInt(octets.length)] = (byte) ODD.charAt(random.nextInt(ODD.length()));
            try {
                play(octets);
                read(octets, 0);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + new String(octets, StandardCharsets.ISO_8859_1), e);
            }
        }
    }

    /** The frames as text; a literal is taken if it is small, as the session does that knows its limits. */
    private static List<String> cut(byte[] octets, int step) {
        var decoder = new ImapFrameDecoder(MAX_LINE);
        var frames = new ArrayList<String>();
        var literal = new StringBuilder();
        var channel = new EmbeddedChannel(decoder, new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object frame) {
                if (frame instanceof ImapFrame.Octets piece) {
                    literal.append(piece.content().toString(StandardCharsets.ISO_8859_1));
                    piece.release();
                    if (!piece.isLast()) return;
                    frames.add("{" + literal.length() + "}" + literal);
                    literal.setLength(0);
                    return;
                }
                var line = (ImapFrame.Line) frame;
                assertTrue(line.line().octets().length <= MAX_LINE);
                frames.add(new String(line.line().octets(), StandardCharsets.ISO_8859_1) + " "
                        + line.line().flaw() + " " + line.mark());
                if (!line.paused()) return;
                var mark = line.mark();
                if (mark != null && mark.size() > 0 && mark.size() < 1000) decoder.literal(mark.size());
                else decoder.resume();
            }
        });
        for (int at = 0; at < octets.length; at += step)
            channel.writeInbound(Unpooled.copiedBuffer(octets, at, Math.min(step, octets.length - at)));
        frames.add(literal.toString());
        channel.finishAndReleaseAll();
        return frames;
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
            assertTrue(!APOLOGY.matcher(line).lookingAt(), line);
        }
    }

    private static void read(byte[] octets, int from) {
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
                reading.read(new ImapReader(octets, from));
            } catch (SyntaxException e) {
                assertTrue(e.problem().chars().allMatch(c -> c >= ' ' && c <= '~'), e.problem());
            }
        }
    }

    private interface Reading {
        Object read(ImapReader in) throws SyntaxException;
    }
}
