package org.letterlock.server.admin;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.util.Map;

/** One line with a JSON object in it, read. RFC 8259. */
final class JsonLine {
    /** Of objects and lists in one another. */
    private static final int MAX_DEPTH = 16;

    private JsonLine() {}

    static Map<String, Object> read(String line) throws AdminRefusal {
        if (depth(line) > MAX_DEPTH) throw new AdminRefusal("JSON deeper than " + MAX_DEPTH);
        try {
            return ConfigFactory.parseString(line, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON))
                    .root()
                    .unwrapped();
        } catch (ConfigException e) {
            throw new AdminRefusal("a line is one JSON object");
        }
    }

    /** At most so deep: brackets within texts count as well. */
    private static int depth(String line) {
        int depth = 0;
        int deepest = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '{' || c == '[') deepest = Math.max(deepest, ++depth);
            else if (c == '}' || c == ']') depth--;
        }
        return deepest;
    }
}
