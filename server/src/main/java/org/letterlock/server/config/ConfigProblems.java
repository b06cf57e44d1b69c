package org.letterlock.server.config;

import java.util.List;

/** A configuration that cannot be used: all that is wrong with it, a line each, with file and line number. */
public class ConfigProblems extends Exception {
    private static final long serialVersionUID = 1;
    private final List<String> lines;

    public ConfigProblems(List<String> lines) {
        super(String.join("\n", lines));
        this.lines = List.copyOf(lines);
    }

    public List<String> lines() {
        return lines;
    }
}
