package org.letterlock.imap.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.letterlock.protocol.transcript.FakeTls;

/** A client of an {@link ImapStage}, for tests that are no dialogue on paper. */
final class TestClient {
    final EmbeddedChannel channel;
    private final List<TestClient> all;
    private final StringBuilder received = new StringBuilder();
    private int tags;

    TestClient(ImapStage stage, List<TestClient> all) {
        this.channel = stage.open(all.size() + 1);
        this.all = all;
        all.add(this);
    }

    static TestClient loggedIn(ImapStage stage) {
        return loggedIn(stage, new ArrayList<>());
    }

    static TestClient loggedIn(ImapStage stage, List<TestClient> all) {
        var client = new TestClient(stage, all);
        client.raw("x STARTTLS\r\n");
        FakeTls.finishHandshake(client.channel);
        client.raw("y LOGIN ann secret\r\n");
        var said = client.said();
        if (!said.contains("y OK")) throw new AssertionError(said);
        return client;
    }

    /** Sends a command and answers with all that was said up to and with its completion. */
    String run(String command) {
        var tag = "t" + ++tags;
        raw(tag + " " + command + "\r\n");
        var said = said();
        if (!said.contains(tag + " ")) throw new AssertionError(command + "\n" + said);
        return said;
    }

    /** As {@link #run}, and it must end with OK. */
    List<String> ok(String command) {
        var said = run(command);
        if (!said.contains("t" + tags + " OK ")) throw new AssertionError(command + "\n" + said);
        return said.lines().toList();
    }

    void raw(String octets) {
        raw(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    void raw(byte[] octets) {
        channel.writeInbound(Unpooled.wrappedBuffer(octets));
        settle();
    }

    /** What was said since the last call. */
    String said() {
        settle();
        var said = received.toString();
        received.setLength(0);
        return said;
    }

    /** What was said, line by line, with literals left out. */
    static List<String> lines(String said) {
        var text = new StringBuilder(said);
        var mark = java.util.regex.Pattern.compile("\\{(\\d+)}\r\n");
        for (var m = mark.matcher(text); m.find(); m = mark.matcher(text))
            text.replace(m.start(), m.end() + Integer.parseInt(m.group(1)), "\"\"");
        return text.toString().lines().toList();
    }

    private void settle() {
        boolean more;
        do {
            more = false;
            for (var client : all) {
                client.channel.runPendingTasks();
                client.channel.checkException();
                for (ByteBuf out = client.channel.readOutbound(); out != null; out = client.channel.readOutbound()) {
                    client.received.append(out.toString(StandardCharsets.ISO_8859_1));
                    more |= out.isReadable();
                    out.release();
                }
            }
        } while (more);
    }

    void close() {
        channel.close();
        settle();
        channel.finishAndReleaseAll();
    }
}
