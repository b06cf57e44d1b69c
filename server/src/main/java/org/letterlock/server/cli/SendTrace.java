package org.letterlock.server.cli;

import java.io.PrintWriter;
import org.letterlock.smtp.client.Dialogue;
import org.letterlock.smtp.client.Hop;
import org.letterlock.smtp.client.reply.ServerReply;
import org.letterlock.tls.TlsFacts;

/** Prints a dialogue as it goes on: {@code C:} what we say, {@code S:} what the server replies, {@code *} all else. */
final class SendTrace implements Dialogue {
    private final PrintWriter out;

    SendTrace(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void connected(Hop hop) {
        print("* connected to " + hop);
    }

    @Override
    public void said(Hop hop, String line) {
        print("C: " + line);
    }

    @Override
    public void sentContent(Hop hop, long octets) {
        print("C: (message of " + octets + " octets)");
    }

    @Override
    public void heard(Hop hop, ServerReply reply) {
        var lines = reply.lines();
        for (int i = 0; i < lines.size(); i++)
            print("S: " + reply.code() + (i + 1 < lines.size() ? "-" : " ") + lines.get(i));
    }

    @Override
    public void encrypted(Hop hop, TlsFacts facts) {
        print("* " + agreed(facts));
    }

    @Override
    public void noted(Hop hop, String what) {
        print("* " + what);
    }

    /** {@code tls=TLSv1.3 cipher=… group=… peer=verified}, as G2 asks for. */
    static String agreed(TlsFacts facts) {
        return "tls=" + facts.protocol() + " cipher=" + facts.cipher() + " group=" + facts.group() + " peer="
                + facts.peer().verdict().text();
    }

    private void print(String line) {
        out.println(line);
        out.flush();
    }
}
