package org.letterlock.server.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import org.letterlock.mailbox.transfer.TransferReport;
import org.letterlock.server.log.JsonObject;

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
        out.println(done + ": " + report.messages() + " messages, " + report.octets() + " octets, in "
                + report.mailboxes() + " mailboxes");
        if (report.there() > 0) out.println("there from an earlier run: " + report.there() + " messages");
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
