package org.letterlock.server.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.letterlock.server.ListenerPlan;
import org.letterlock.server.ListenerPlan.Protection;
import org.letterlock.server.ListenerPlan.Service;
import org.letterlock.server.log.JsonObject;

/** The listeners of a plan side by side, for people and for programs. Policy C8, E3, E8. */
final class ListenerTable {
    private final List<Map<String, String>> rows;

    ListenerTable(List<ListenerPlan> listeners) {
        rows = listeners.stream().map(ListenerTable::row).toList();
    }

    private static Map<String, String> row(ListenerPlan listener) {
        var row = new LinkedHashMap<String, String>();
        row.put("name", listener.name());
        row.put("address", listener.address().getAddress().getHostAddress());
        row.put("port", Integer.toString(listener.address().getPort()));
        row.put("service", service(listener.service()));
        if (listener.protection() instanceof Protection.Implicit p) {
            row.put("security", "implicit");
            row.put("policy", p.tls().policy().name());
        } else if (listener.protection() instanceof Protection.StartTls p) {
            row.put("security", "starttls");
            row.put("policy", p.tls().policy().name());
        } else {
            row.put("security", "plaintext-only");
            row.put("policy", "none");
        }
        return row;
    }

    private static String service(Service service) {
        if (service instanceof Service.Imap) return "imap";
        if (service instanceof Service.Pop3) return "pop3";
        return ((Service.Smtp) service).config().isSubmission() ? "submission" : "mx";
    }

    /** A heading and a line each, in columns. */
    List<String> text() {
        var lines = new ArrayList<String>();
        if (rows.isEmpty()) return lines;
        var keys = List.copyOf(rows.get(0).keySet());
        var heading = new LinkedHashMap<String, String>();
        keys.forEach(key -> heading.put(key, key));
        var all = new ArrayList<Map<String, String>>(List.of(heading));
        all.addAll(rows);
        for (var row : all) {
            var line = new StringBuilder();
            for (var key : keys) {
                int width = all.stream()
                        .mapToInt(r -> r.getOrDefault(key, "").length())
                        .max()
                        .orElse(0);
                var cell = row.getOrDefault(key, "");
                line.append(cell).append(" ".repeat(width - cell.length() + 2));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    /** An array of objects, one a line; only the port is a number. */
    List<String> json() {
        var lines = new ArrayList<String>();
        for (int i = 0; i < rows.size(); i++) {
            var object = new JsonObject();
            rows.get(i).forEach((key, value) -> {
                if (key.equals("port")) object.put(key, Integer.parseInt(value));
                else object.put(key, value);
            });
            lines.add((i == 0 ? "[" : " ") + object + (i == rows.size() - 1 ? "]" : ","));
        }
        return lines;
    }
}
