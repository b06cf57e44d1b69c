package org.letterlock.server.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.letterlock.server.log.JsonObject;
import org.letterlock.server.route.Route;

/** What happened to one domain's mail in a day, by the policy that was applied. RFC 8460, 4.2 and 4.3. Belongs to its report. */
final class DailyCount {
    /** Kinds of failure that are told apart; of more only the sum is told. */
    private static final int MAX_FAILURES = 100;

    private static final int MAX_POLICIES = 20;

    private final Map<Policy, Sessions> policies = new LinkedHashMap<>();
    private Sessions last = new Sessions(); // of those that were read

    /** A policy as it is told. */
    private record Policy(String type, List<String> text, String domain, List<String> hosts) {}

    /** One kind of failure at one host. */
    record Failure(String resultType, String host, String address, String reason) {}

    private static final class Sessions {
        long successful;
        long failed;
        final Map<Failure, Long> failures = new LinkedHashMap<>();
    }

    void success(Route.Verdict verdict) {
        var sessions = of(verdict);
        if (sessions != null) sessions.successful++;
    }

    void failure(Route.Verdict verdict, Failure failure) {
        var sessions = of(verdict);
        if (sessions == null) return;
        sessions.failed++;
        if (sessions.failures.containsKey(failure) || sessions.failures.size() < MAX_FAILURES)
            sessions.failures.merge(failure, 1L, Long::sum);
    }

    private @Nullable Sessions of(Route.Verdict verdict) {
        var policy = new Policy(verdict.type(), verdict.text(), verdict.domain(), verdict.hosts());
        if (!policies.containsKey(policy) && policies.size() >= MAX_POLICIES) return null;
        return policies.computeIfAbsent(policy, p -> new Sessions());
    }

    /** The list {@code policies} of a report. */
    List<JsonObject> policies() {
        return policies.entrySet().stream()
                .map(e -> one(e.getKey(), e.getValue()))
                .toList();
    }

    /** For the next process: a line for each policy, and behind it one for each kind of failure. */
    void writeTo(CountsText.Lines lines) {
        policies.forEach((policy, sessions) -> {
            lines.line(
                    "policy",
                    policy.type(),
                    policy.domain(),
                    sessions.successful,
                    sessions.failed,
                    String.join("\n", policy.text()),
                    String.join("\n", policy.hosts()));
            sessions.failures.forEach(
                    (f, count) -> lines.line("failure", count, f.resultType(), f.host(), f.address(), f.reason()));
        });
    }

    /** One line of {@link #writeTo}; a failure belongs to the policy before it. */
    void readLine(List<String> words) {
        if (words.get(0).equals("policy")) {
            var policy = new Policy(
                    words.get(1),
                    words.get(5).lines().toList(),
                    words.get(2),
                    words.get(6).lines().toList());
            last = policies.computeIfAbsent(policy, p -> new Sessions());
            last.successful = Long.parseLong(words.get(3));
            last.failed = Long.parseLong(words.get(4));
        } else if (words.get(0).equals("failure")) {
            last.failures.put(
                    new Failure(words.get(2), words.get(3), words.get(4), words.get(5)), Long.parseLong(words.get(1)));
        }
    }

    private static JsonObject one(Policy policy, Sessions sessions) {
        var told = new JsonObject().put("policy-type", policy.type());
        if (!policy.text().isEmpty()) told.put("policy-string", policy.text());
        told.put("policy-domain", policy.domain());
        if (!policy.hosts().isEmpty()) told.put("mx-host", policy.hosts());
        var object = new JsonObject()
                .put("policy", told)
                .put(
                        "summary",
                        new JsonObject()
                                .put("total-successful-session-count", sessions.successful)
                                .put("total-failure-session-count", sessions.failed));
        if (sessions.failures.isEmpty()) return object;
        return object.putAll(
                "failure-details",
                sessions.failures.entrySet().stream()
                        .map(e -> detail(e.getKey(), e.getValue()))
                        .toList());
    }

    private static JsonObject detail(Failure failure, long count) {
        var detail = new JsonObject().put("result-type", failure.resultType());
        if (!failure.host().isEmpty()) detail.put("receiving-mx-hostname", failure.host());
        if (!failure.address().isEmpty()) detail.put("receiving-ip", failure.address());
        detail.put("failed-session-count", count);
        if (!failure.reason().isEmpty()) detail.put("failure-reason-code", failure.reason());
        return detail;
    }
}
