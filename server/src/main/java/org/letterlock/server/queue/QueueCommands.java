package org.letterlock.server.queue;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import org.letterlock.server.admin.AdminAnswer;
import org.letterlock.server.admin.AdminCommand;
import org.letterlock.server.admin.AdminCommands;
import org.letterlock.server.admin.AdminRefusal;
import org.letterlock.server.admin.AdminRequest;
import org.letterlock.server.log.JsonObject;

/** What an operator may ask of the queue: {@code queue.list}, {@code .show}, {@code .retry}, {@code .hold}, {@code .release}, {@code .drop}. */
final class QueueCommands {
    private final Wishes queue;
    private final Clock clock;

    QueueCommands(Wishes queue, Clock clock) {
        this.queue = queue;
        this.clock = clock;
    }

    void offerAt(AdminCommands commands) {
        commands.add("queue.list", "the messages in the queue", this::list)
                .add("queue.show", "one message: its recipients and what hinders it", this::show)
                .add("queue.retry", "tries messages now", change(Wishes.Wish.RETRY))
                .add("queue.hold", "keeps messages back until they are released", change(Wishes.Wish.HOLD))
                .add("queue.release", "lets messages that were held go on", change(Wishes.Wish.RELEASE))
                .add("queue.drop", "throws messages away and tells nobody", change(Wishes.Wish.DROP));
    }

    private void list(AdminRequest request, AdminAnswer answer) {
        var domain = request.argument("domain");
        queue.seen(domain.map(Wishes.Which::domain).orElse(Wishes.Which.all()))
                .forEach(seen -> answer.line(line(seen)));
    }

    private void show(AdminRequest request, AdminAnswer answer) throws AdminRefusal {
        long number = number(request.needed("number"));
        var seen = queue.seen(Wishes.Which.number(number)).findFirst();
        if (seen.isEmpty()) throw new AdminRefusal("there is no message " + number + " in the queue");
        var mail = seen.get().mail();
        answer.line(line(seen.get())
                .put("kind", mail.kind().name().toLowerCase(Locale.ROOT))
                .put("arrived", mail.arrived().toString())
                .put("size", seen.get().size())
                .put("delay-told", mail.delayTold())
                .put(
                        "recipients",
                        mail.recipients().stream()
                                .map(r -> r.path().mailbox().toString())
                                .toList()));
    }

    private JsonObject line(Wishes.Seen seen) {
        var mail = seen.mail();
        return new JsonObject()
                .put("number", seen.number())
                .put("id", mail.id())
                .put("state", seen.state())
                .put("from", mail.from().toString())
                .put("domain", mail.domain())
                .put("to", mail.recipients().size())
                .put("attempts", mail.attempts())
                .put("age", Duration.between(mail.arrived(), clock.instant()).toSeconds())
                .put("next", mail.due().toString())
                .put("trouble", mail.trouble());
    }

    private AdminCommand change(Wishes.Wish wish) {
        return (request, answer) -> {
            var which = request.needed("which");
            try {
                for (var done : chosen(which, wish))
                    answer.line(new JsonObject().put("number", done.number()).put("done", done.what()));
            } catch (CompletionException e) {
                throw new AdminRefusal("the store did not take it: " + e.getCause());
            }
        };
    }

    private List<Wishes.Done> chosen(String which, Wishes.Wish wish) throws AdminRefusal {
        if (which.equals("all")) return queue.grant(wish, Wishes.Which.all()).join();
        if (which.matches("[0-9]+")) {
            long number = number(which);
            var done = queue.grant(wish, Wishes.Which.number(number)).join();
            if (done.isEmpty()) throw new AdminRefusal("there is no message " + number + " in the queue");
            return done;
        }
        var done = queue.grant(wish, Wishes.Which.domain(which)).join();
        if (done.isEmpty()) throw new AdminRefusal("there is no message for the domain " + which + " in the queue");
        return done;
    }

    private static long number(String text) throws AdminRefusal {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new AdminRefusal(text + " is no number of a message");
        }
    }
}
