package org.letterlock.server.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.letterlock.server.spelling.Nearest;

/**
 * One object of the file, being read. Asking for a key makes it known; {@link #end} complains of every key nobody asked
 * for. A value that does not fit is a problem with file and line; its default is used to go on and find the others.
 */
final class Section {
    private final String path;
    private final ConfigObject object;
    private final Problems problems;
    private final Set<String> known = new LinkedHashSet<>();
    private final List<Section> children = new ArrayList<>();
    private Section front = this; // the one whose keys count as this one's
    private @Nullable Section behind; // says what that one does not
    private boolean partOfAnother; // whose keys are asked for there

    /** @param path as the file spells it, with a dot at the end; empty for the whole file */
    Section(String path, ConfigObject object, Problems problems) {
        this.path = path;
        this.object = object;
        this.problems = problems;
    }

    boolean has(String key) {
        known.add(key);
        return object.containsKey(key);
    }

    String text(String key, String otherwise) {
        var value = value(key, ConfigValueType.STRING, "a text");
        return value == null ? otherwise : (String) value.unwrapped();
    }

    /** A text that must be there. */
    String text(String key) {
        if (!has(key)) problem(key, name(key) + " is missing");
        return text(key, "");
    }

    /** Texts in a list; one alone needs no brackets. */
    List<String> texts(String key, List<String> otherwise) {
        if (has(key) && at(key).valueType() == ConfigValueType.STRING) return List.of(text(key, ""));
        var value = value(key, ConfigValueType.LIST, "a list of texts");
        if (value == null) return otherwise;
        var texts = new ArrayList<String>();
        for (var element : (com.typesafe.config.ConfigList) value) {
            if (element.valueType() == ConfigValueType.STRING) texts.add((String) element.unwrapped());
            else problem(element, name(key) + " is a list of texts");
        }
        return texts;
    }

    /** Texts in a list, or one alone; none where something else stands. */
    List<String> strings(String key) {
        return texts(key, List.of());
    }

    /** Whether this section says {@code key}, not the one it goes before. */
    boolean saysItself(String key) {
        return front.object.containsKey(key);
    }

    boolean flag(String key, boolean otherwise) {
        var value = value(key, ConfigValueType.BOOLEAN, "true or false");
        return value == null ? otherwise : (Boolean) value.unwrapped();
    }

    int count(String key, int otherwise, int least, int most) {
        var value = value(key, ConfigValueType.NUMBER, "a number");
        if (value == null) return otherwise;
        var number = (Number) value.unwrapped();
        if (number.doubleValue() != number.intValue() || number.intValue() < least || number.intValue() > most) {
            problem(value, name(key) + " is " + number + "; it takes a whole number from " + least + " to " + most);
            return otherwise;
        }
        return number.intValue();
    }

    int count(String key, int otherwise) {
        return count(key, otherwise, 0, Integer.MAX_VALUE);
    }

    /** This section, and {@code other} where this one says nothing. */
    Section over(Section other) {
        var both = new Section(path, object.withFallback(other.object), problems);
        both.behind = other;
        both.front = this;
        partOfAnother = true;
        other.partOfAnother = true;
        children.add(both);
        return both;
    }

    /** The whole name of {@code key}, in the section that says it. */
    private String name(String key) {
        var rest = behind;
        return rest != null && !front.object.containsKey(key) && rest.object.containsKey(key)
                ? rest.path + key
                : path + key;
    }

    /** Octets: {@code 65536}, {@code 64 KiB}, {@code 50 MiB}. */
    long size(String key, long otherwise) {
        if (!has(key)) return otherwise;
        try {
            return object.toConfig().getBytes(quoted(key));
        } catch (ConfigException e) {
            problem(at(key), name(key) + " is " + shown(key) + "; it takes a size such as 64 KiB or 50 MiB");
            return otherwise;
        }
    }

    int smallSize(String key, int otherwise) {
        long size = size(key, otherwise);
        if (size < 0 || size > Integer.MAX_VALUE) {
            problem(at(key), name(key) + " is " + shown(key) + "; it takes at most " + Integer.MAX_VALUE);
            return otherwise;
        }
        return (int) size;
    }

    /** A time with its unit: {@code 500 ms}, {@code 30 s}, {@code 5 minutes}. */
    Duration duration(String key, Duration otherwise) {
        if (!has(key)) return otherwise;
        try {
            if (at(key).valueType() == ConfigValueType.STRING
                    && !((String) at(key).unwrapped()).strip().matches("[0-9.]+"))
                return object.toConfig().getDuration(quoted(key));
        } catch (ConfigException e) {
            // said below
        }
        problem(
                at(key),
                name(key) + " is " + shown(key) + "; it takes a time with its unit, such as 30 s or 5 minutes");
        return otherwise;
    }

    <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
        var value = value(key, ConfigValueType.STRING, "one of " + names(type));
        return value == null
                ? otherwise
                : oneOf(type, (String) value.unwrapped(), value, name(key)).orElse(otherwise);
    }

    <E extends Enum<E>> List<E> choices(String key, Class<E> type, List<E> otherwise) {
        if (!has(key)) return otherwise;
        return texts(key, List.of()).stream()
                .flatMap(t -> oneOf(type, t, at(key), name(key)).stream())
                .toList();
    }

    private <E extends Enum<E>> Optional<E> oneOf(Class<E> type, String written, ConfigValue at, String what) {
        for (var constant : type.getEnumConstants())
            if (spelled(constant).equals(written)) return Optional.of(constant);
        var near = Nearest.of(
                written.toLowerCase(Locale.ROOT),
                Stream.of(type.getEnumConstants()).map(Section::spelled).toList());
        problem(
                at,
                what + " is \"" + printable(written) + "\"; it takes one of " + names(type)
                        + near.map(n -> "; did you mean " + n + "?").orElse(""));
        return Optional.empty();
    }

    private static <E extends Enum<E>> String names(Class<E> type) {
        return Stream.of(type.getEnumConstants()).map(Section::spelled).collect(Collectors.joining(", "));
    }

    /** How the file spells a constant: {@code ACH_2014} is {@code ach-2014}. */
    static String spelled(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The object under {@code key}; an empty one when it is not there. */
    Section section(String key) {
        var value = value(key, ConfigValueType.OBJECT, "a section: " + key + " { … }");
        var child = new Section(
                path + key + ".",
                value == null ? com.typesafe.config.ConfigFactory.empty().root() : (ConfigObject) value,
                problems);
        children.add(child);
        return child;
    }

    /** The same for somebody who reads only some of it: what else stands there is not theirs to complain of. */
    Section partOf(String key) {
        var part = section(key);
        part.partOfAnother = true;
        return part;
    }

    /** The objects under {@code key}, each under a name the file chooses, in the order of the file. */
    Map<String, Section> sections(String key) {
        var value = value(key, ConfigValueType.OBJECT, "a section of named sections");
        var sections = new LinkedHashMap<String, Section>();
        if (value == null) return sections;
        var within = new Section(path + key + ".", (ConfigObject) value, problems);
        ((ConfigObject) value)
                .entrySet().stream()
                        .sorted(Comparator.comparingInt(
                                e -> e.getValue().origin().lineNumber()))
                        .forEach(e -> sections.put(e.getKey(), within.section(e.getKey())));
        children.addAll(sections.values());
        return sections;
    }

    /** Whether there is no list under {@code key}, or nothing in it. */
    boolean isEmpty(String key) {
        return !has(key) || (at(key) instanceof com.typesafe.config.ConfigList list && list.isEmpty());
    }

    /** The objects in the list under {@code key}. */
    List<Section> list(String key) {
        var value = value(key, ConfigValueType.LIST, "a list of sections: [ { … } ]");
        var sections = new ArrayList<Section>();
        if (value == null) return sections;
        for (var element : (com.typesafe.config.ConfigList) value) {
            if (element.valueType() == ConfigValueType.OBJECT)
                sections.add(new Section(name(key) + ".", (ConfigObject) element, problems));
            else problem(element, name(key) + " is a list of sections: [ { … } ]");
        }
        children.addAll(sections);
        return sections;
    }

    /** Names with a text, or a list of texts, each. */
    Map<String, List<String>> table(String key) {
        var value = value(key, ConfigValueType.OBJECT, "a section of names");
        var table = new LinkedHashMap<String, List<String>>();
        if (value == null) return table;
        var within = new Section(path + key + ".", (ConfigObject) value, problems);
        for (var name : ((ConfigObject) value).keySet()) table.put(name, within.texts(name, List.of()));
        return table;
    }

    /** Makes something from what was read; a value its own checks refuse is a problem of this section. */
    <T> Optional<T> make(Supplier<T> maker) {
        try {
            return Optional.of(maker.get());
        } catch (IllegalArgumentException e) {
            var message = String.valueOf(e.getMessage());
            var key = culprit(message);
            var where = name(key).substring(0, name(key).length() - key.length());
            problem(key, (where.isEmpty() ? "" : where.substring(0, where.length() - 1) + ": ") + message);
            return Optional.empty();
        }
    }

    /** The key a message begins with, in whichever spelling; the longest that fits. */
    private String culprit(String message) {
        var words =
                message.replaceAll("([a-z])([A-Z])", "$1-$2").replace(' ', '-').toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(k -> words.startsWith(k) || words.startsWith(k.replaceFirst("^max-", "")))
                .max(Comparator.comparingInt(String::length))
                .orElse("");
    }

    /** Complains of every key nobody asked for, here and in the sections below. */
    void end() {
        front.object.forEach((key, value) -> {
            if (partOfAnother || known.contains(key)) return;
            problem(
                    value,
                    "unknown key " + printable(name(key))
                            + Nearest.of(key, known)
                                    .map(n -> "; did you mean " + path + n + "?")
                                    .orElse("; known here: " + String.join(", ", known)));
        });
        children.forEach(Section::end);
    }

    void problem(String key, String what) {
        problem(at(key), what);
    }

    private void problem(ConfigValue at, String what) {
        problems.add(at.origin().lineNumber(), what);
    }

    /** The file and line of {@code key}, or of this section when it is not there. */
    String origin(String key) {
        return problems.where(at(key).origin().lineNumber());
    }

    /** The value under {@code key}, or this section where there is none. */
    private ConfigValue at(String key) {
        ConfigValue value = object.get(key);
        return value == null ? object : value;
    }

    private @Nullable ConfigValue value(String key, ConfigValueType type, String expected) {
        if (!has(key)) return null;
        var value = at(key);
        if (value.valueType() == type) return value;
        if (type == ConfigValueType.STRING && value.valueType() == ConfigValueType.NUMBER) {
            return com.typesafe.config.ConfigValueFactory.fromAnyRef(String.valueOf(value.unwrapped()));
        }
        problem(value, name(key) + " takes " + expected);
        return null;
    }

    private String shown(String key) {
        return printable(String.valueOf(at(key).unwrapped()));
    }

    private static String quoted(String key) {
        return com.typesafe.config.ConfigUtil.quoteString(key);
    }

    static String printable(String text) {
        var shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        return shown.codePoints()
                .mapToObj(c -> Character.isISOControl(c) ? "?" : Character.toString(c))
                .collect(Collectors.joining());
    }
}
