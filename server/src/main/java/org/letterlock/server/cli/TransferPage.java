package org.letterlock.server.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import org.letterlock.mailbox.transfer.TransferReport;
import org.letterlock.server.log.JsonObject;
import org.letterlock.server.spelling.Counted;

/** What an import or export did, for people and for programs. */
record TransferPage(String done, TransferReport report) {
    void print(PrintWriter out, boolean json) {
        if (json) out.println(json());
        else text(out);
        out.flush();
    }

    /** 1 when something was lost. */
    int exitCode() {
        return report.losses().keySet().stream().allMatch(TransferReport.Loss::harmless)
                ? ExitCode.OK
                : ExitCode.FINDINGS;
    }

    private void text(PrintWriter out) {
        out.println(done + ": " + Counted.of(report.messages(), "message") + ", " + report.octets() + " octets, in "
                + Counted.of(report.mailboxes(), "mailbox"));
        if (report.there() > 0) out.println("there from an earlier run: " + Counted.of(report.there(), "message"));
        report.losses().forEach((what, lost) -> {
            out.println(what.text() + ": " + lost.count());
            lost.places().forEach(place -> out.println("  " + place));
            if (lost.count() > lost.places().size()) out.println("  ...");
        });
    }

    private JsonObject json() {
        var losses = new ArrayList<JsonObject>();
        report.losses()
                .forEach((what, lost) -> losses.add(new JsonObject()
                        .put(
                                "what",
                                what.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'))
                        .put("text", what.text())
                        .put("count", lost.count())
                        .put("places", lost.places())));
        return new JsonObject()
                .put("mailboxes", report.mailboxes())
                .put("messages", report.messages())
                .put("octets", report.octets())
                .put("there", report.there())
                .putAll("losses", losses);
    }
}
