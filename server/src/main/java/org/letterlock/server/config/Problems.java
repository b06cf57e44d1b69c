package org.letterlock.server.config;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with one file, gathered while it is read, so that all of it is said at once. */
final class Problems {
    private final String file;
    private final List<String> lines = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    /** @param line from 1; less where none is known */
    void add(int line, String what) {
        var text = where(line) + ": " + what;
        if (!lines.contains(text)) lines.add(text);
    }

    String where(int line) {
        return line > 0 ? file + ":" + line : file;
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    void throwIfAny() throws ConfigProblems {
        if (!lines.isEmpty()) throw new ConfigProblems(lines);
    }
}
