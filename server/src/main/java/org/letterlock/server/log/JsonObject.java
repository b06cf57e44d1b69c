package org.letterlock.server.log;

import java.util.List;
import java.util.Optional;

/**
 * One JSON object, written as one line of ASCII: whatever is not plainly visible is escaped, so that no text ends the line,
 * moves the cursor or turns the direction of writing. RFC 8259, 7.
 */
public final class JsonObject {
    private final StringBuilder out = new StringBuilder("{");

    public JsonObject put(String key, String value) {
        name(key);
        quote(value);
        return this;
    }

    public JsonObject put(String key, long value) {
        name(key).append(value);
        return this;
    }

    public JsonObject put(String key, boolean value) {
        name(key).append(value);
        return this;
    }

    public JsonObject put(String key, JsonObject value) {
        name(key).append(value);
        return this;
    }

    /** Nothing, where there is none. */
    public JsonObject put(String key, Optional<String> value) {
        value.ifPresent(v -> put(key, v));
        return this;
    }

    public JsonObject put(String key, List<String> values) {
        name(key).append('[');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) out.append(',');
            quote(values.get(i));
        }
        out.append(']');
        return this;
    }

    public JsonObject putAll(String key, List<JsonObject> values) {
        name(key).append('[');
        for (int i = 0; i < values.size(); i++) out.append(i > 0 ? "," : "").append(values.get(i));
        out.append(']');
        return this;
    }

    private StringBuilder name(String key) {
        if (out.length() > 1) out.append(',');
        quote(key);
        return out.append(':');
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c >= ' ' && c < 0x7f) out.append(c);
            else out.append(String.format("\\u%04x", (int) c));
        }
        out.append('"');
    }

    @Override
    public String toString() {
        return out + "}";
    }
}
