package org.letterlock.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.letterlock.server.log.JsonObject;

/** A line of an answer as JSON again. */
final class JsonMap {
    private JsonMap() {}

    static JsonObject of(Map<?, ?> map) {
        var object = new JsonObject();
        map.forEach((key, value) -> put(object, String.valueOf(key), value));
        return object;
    }

    private static void put(JsonObject object, String key, Object value) {
        if (value instanceof Map<?, ?> map) object.put(key, of(map));
        else if (value instanceof Boolean truth) object.put(key, truth);
        else if (value instanceof Number number) object.put(key, number.longValue());
        else if (value instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Map)
            object.putAll(key, maps(list));
        else if (value instanceof List<?> list)
            object.put(key, list.stream().map(String::valueOf).toList());
        else object.put(key, String.valueOf(value));
    }

    private static List<JsonObject> maps(List<?> list) {
        var objects = new ArrayList<JsonObject>();
        for (var one : list) if (one instanceof Map<?, ?> map) objects.add(of(map));
        return objects;
    }
}
