package org.letterlock.it;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.letterlock.Listener;
import org.letterlock.imap.grammar.ImapReader;
import org.letterlock.imap.grammar.SyntaxException;
import org.letterlock.mailbox.FlagChange;
import org.letterlock.mailbox.InternalDate;
import org.letterlock.mailbox.MailboxName;
import org.letterlock.mailbox.UidSet;

/** Stages the givens of the IMAP transcripts: see {@code ImapStage} in protocol-imap. */
final class ImapScene extends Scene {
    static final String ONLY_IN_MEMORY = "setting .*";
    private static final Pattern NUMBERED = Pattern.compile("(\\d+) messages? in (.+)");
    private static final InternalDate DATE = new InternalDate(837596665, -420);

    ImapScene() {
        super(Listener.IMAP);
    }

    @Override
    public List<String> given(String text) {
        var steps = new ArrayList<String>();
        var numbered = NUMBERED.matcher(text);
        if (numbered.matches()) {
            for (int i = 1; i <= Integer.parseInt(numbered.group(1)); i++) {
                deliver(
                        numbered.group(2),
                        ("Subject: " + i + "\r\n\r\nbody " + i + "\r\n").getBytes(StandardCharsets.US_ASCII),
                        DATE);
            }
        } else if (text.startsWith("message in ")) {
            int colon = text.indexOf(':');
            var octets = text.substring(colon + 2)
                    .replace("\\r", "\r")
                    .replace("\\n", "\n")
                    .getBytes(StandardCharsets.UTF_8);
            deliver(text.substring(11, colon), octets, DATE);
        } else if (text.startsWith("mailbox ")) {
            join(mail.store().account(ANN).create(new MailboxName(text.substring(8)), Set.of()));
        } else if (text.startsWith("flags ")) {
            int colon = text.indexOf(':');
            var words = text.substring(0, colon).split(" ", 4);
            flags(words[3], Long.parseLong(words[1]), text.substring(colon + 2));
        } else if (text.startsWith("greeted on ")) {
            int n = text.charAt(11) - '0';
            return text.endsWith(" under TLS") ? tls(n) : List.of("S" + n + ": * OK …");
        } else if (text.contains(" logged in on ")) {
            for (var n : text.substring(text.indexOf(" on ") + 4).split(" and ")) {
                steps.addAll(tls(Integer.parseInt(n)));
                steps.add("C" + n + ": x LOGIN " + text.split(" ")[0] + " secret");
                steps.add("S" + n + ": x OK …");
            }
        } else if (text.contains(" selected on ")) {
            for (var n : text.substring(text.indexOf(" on ") + 4).split(" and ")) {
                steps.addAll(
                        List.of("C" + n + ": y SELECT " + text.split(" ")[0], "S" + n + ": …*", "S" + n + ": y OK …"));
            }
        } else {
            throw new IllegalArgumentException(text);
        }
        return steps;
    }

    private void flags(String mailbox, long uid, String flags) {
        try {
            var all = new ImapReader(flags.getBytes(StandardCharsets.US_ASCII), 0).flags();
            var box = mail.store().account(ANN).open(new MailboxName(mailbox)).orElseThrow();
            join(box.store(UidSet.of(uid), new FlagChange(FlagChange.Mode.ADD, all), OptionalLong.empty()));
        } catch (SyntaxException e) {
            throw new IllegalArgumentException(flags, e);
        }
    }

    private static List<String> tls(int n) {
        return List.of("S" + n + ": * OK …", "C" + n + ": z STARTTLS", "S" + n + ": z OK …", "TLS" + n);
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
