package org.letterlock.server.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.letterlock.server.log.JsonObject;

/**
 * What is asked of a running server.
 *
 * @param command its name, as {@code queue.list}
 * @param arguments texts by name
 */
public record AdminRequest(String command, Map<String, String> arguments) {
    public AdminRequest {
        arguments = Map.copyOf(arguments);
    }

    public Optional<String> argument(String name) {
        return Optional.ofNullable(arguments.get(name));
    }

    /** @throws AdminRefusal when it is not there */
    public String needed(String name) throws AdminRefusal {
        return argument(name).orElseThrow(() -> new AdminRefusal(command + " needs " + name));
    }

    /** As it goes over the socket, without its end of line. */
    String line() {
        var given = new JsonObject();
        arguments.forEach(given::put);
        return new JsonObject().put("command", command).put("arguments", given).toString();
    }

    /** @throws AdminRefusal for what is no such line */
    static AdminRequest of(String line) throws AdminRefusal {
        var object = JsonLine.read(line);
        var command = object.get("command");
        if (!(command instanceof String name)) throw new AdminRefusal("a request names its command");
        var arguments = new LinkedHashMap<String, String>();
        if (object.get("arguments") instanceof Map<?, ?> given)
            given.forEach((key, value) -> arguments.put(String.valueOf(key), String.valueOf(value)));
        return new AdminRequest(name, arguments);
    }
}
