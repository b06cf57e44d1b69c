package org.letterlock.server.admin;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.letterlock.server.log.JsonObject;
import org.letterlock.server.spelling.Nearest;

/**
 * What can be asked of one running server, by name: {@code queue.list}, {@code store.stats}. {@code commands} itself lists them.
 * Thread-safe.
 */
public final class AdminCommands {
    private final Map<String, Offered> byName = new ConcurrentHashMap<>();

    private record Offered(String what, AdminCommand command) {}

    public AdminCommands() {
        add(
                "commands",
                "lists what can be asked",
                (request, answer) -> new TreeMap<>(byName)
                        .forEach((name, offered) ->
                                answer.line(new JsonObject().put("name", name).put("what", offered.what()))));
    }

    /**
     * Offers one more.
     *
     * @param name of its room and what it does, {@code room.verb}
     * @param what it does, half a sentence
     * @throws IllegalArgumentException when there is one of that name
     */
    public AdminCommands add(String name, String what, AdminCommand command) {
        if (byName.putIfAbsent(name, new Offered(what, command)) != null)
            throw new IllegalArgumentException("two commands are named " + name);
        return this;
    }

    /** Does what is asked here, without a socket, and hands on each line of the answer as {@link AdminClient} does. */
    public void ask(AdminRequest request, Consumer<Map<String, Object>> each) throws AdminRefusal {
        run(request, line -> each.accept(parsed(line)));
    }

    private static Map<String, Object> parsed(JsonObject line) {
        try {
            return JsonLine.read(line.toString());
        } catch (AdminRefusal e) {
            throw new IllegalStateException("a line that is no JSON: " + line, e);
        }
    }

    /** Does what is asked. */
    void run(AdminRequest request, AdminAnswer answer) throws AdminRefusal {
        var offered = byName.get(request.command());
        if (offered == null)
            throw new AdminRefusal("this server knows no command " + request.command()
                    + Nearest.of(request.command(), byName.keySet())
                            .map(n -> "; did you mean " + n + "?")
                            .orElse(""));
        offered.command().run(request, answer);
    }
}
