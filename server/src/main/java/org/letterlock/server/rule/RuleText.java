package org.letterlock.server.rule;

import java.util.ArrayList;
import java.util.List;
import org.letterlock.tls.TlsCondition;

/**
 * Reads a condition such as {@code remote in 192.0.2.0/24 and not (port = 25 or sni = *.example.org)}.
 *
 * <pre>
 * condition  = all *("or" all)
 * all        = one *("and" one)
 * one        = "not" one | "(" condition ")" | comparison
 * comparison = subject ("=" | "!=" | "&lt;" | "&lt;=" | "&gt;" | "&gt;=") word
 *            | subject ["not"] "in" (word | "[" word *("," word) "]")
 * </pre>
 *
 * What the subjects are: {@link Subject}. Bounded in length and depth.
 */
public final class RuleText {
    /** Characters of one condition. */
    public static final int LONGEST = 4096;

    /** Parentheses and negations within each other. */
    public static final int DEEPEST = 32;

    private final List<Token> tokens;
    private int at;

    private RuleText(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** @throws RuleSyntaxException saying what was expected, and where */
    public static TlsCondition read(String text) throws RuleSyntaxException {
        if (text.length() > LONGEST)
            throw new RuleSyntaxException(LONGEST + 1, "a condition has at most " + LONGEST + " characters");
        var reading = new RuleText(Token.of(text));
        var condition = reading.either(0);
        var rest = reading.next();
        if (!rest.isEnd()) throw rest.problem("expected and, or, or the end, not " + rest.shown());
        return condition;
    }

    private Token next() {
        return tokens.get(at);
    }

    private Token take() {
        var token = tokens.get(at);
        if (!token.isEnd()) at++;
        return token;
    }

    private boolean taken(String word) {
        if (!next().is(word)) return false;
        at++;
        return true;
    }

    private TlsCondition either(int depth) throws RuleSyntaxException {
        var some = new ArrayList<TlsCondition>();
        do some.add(all(depth));
        while (taken("or"));
        return some.size() == 1
                ? some.get(0)
                : facts -> {
                    var truth = TlsCondition.Truth.NO;
                    for (var one : some) truth = truth.or(one.of(facts));
                    return truth;
                };
    }

    private TlsCondition all(int depth) throws RuleSyntaxException {
        var some = new ArrayList<TlsCondition>();
        do some.add(one(depth));
        while (taken("and"));
        return some.size() == 1
                ? some.get(0)
                : facts -> {
                    var truth = TlsCondition.Truth.YES;
                    for (var one : some) truth = truth.and(one.of(facts));
                    return truth;
                };
    }

    private TlsCondition one(int depth) throws RuleSyntaxException {
        if (depth == DEEPEST) throw next().problem("no deeper than " + DEEPEST + " parentheses and negations");
        if (taken("not")) {
            var negated = one(depth + 1);
            return facts -> negated.of(facts).not();
        }
        if (taken("(")) {
            var inside = either(depth + 1);
            if (!taken(")")) throw next().problem("expected and, or, or a closing parenthesis, not " + next().shown());
            return inside;
        }
        return comparison();
    }

    private TlsCondition comparison() throws RuleSyntaxException {
        var subject = Subject.read(take());
        var operator = take();
        if (operator.is("not") && next().is("in")) {
            at++;
            var among = among(subject);
            return facts -> among.of(facts).not();
        }
        if (operator.is("in")) return among(subject);
        if (!operator.isComparison())
            throw operator.problem("expected =, !=, <, <=, >, >= or in, not " + operator.shown());
        return subject.compare(operator, word(subject));
    }

    private TlsCondition among(Subject subject) throws RuleSyntaxException {
        var some = new ArrayList<TlsCondition>();
        if (taken("[")) {
            do some.add(subject.member(word(subject)));
            while (taken(","));
            if (!taken("]")) throw next().problem("expected a comma or ], not " + next().shown());
        } else {
            some.add(subject.member(word(subject)));
        }
        return facts -> {
            var truth = TlsCondition.Truth.NO;
            for (var one : some) truth = truth.or(one.of(facts));
            return truth;
        };
    }

    private Token word(Subject subject) throws RuleSyntaxException {
        var word = take();
        if (!word.isWord()) throw word.problem("expected " + subject.takes() + ", not " + word.shown());
        return word;
    }
}
