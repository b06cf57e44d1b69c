package org.letterlock.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Messages to compare servers with: odd ones written by hand ({@code mime/odd.txt}), and families of generated ones. The
 * seed is the place in the family, so a name is always the same message. All characters are octets.
 */
final class MimeCorpus {
    private final Map<String, byte[]> messages = new LinkedHashMap<>();
    private Random random = new Random(0);

    private MimeCorpus() {}

    /** By name, in a fixed order. */
    static Map<String, byte[]> all() {
        var corpus = new MimeCorpus();
        corpus.odd();
        corpus.family("addresses", 60, corpus::addresses);
        corpus.family("nested", 40, () -> corpus.fields() + corpus.entity(0));
        corpus.family("broken", 60, corpus::broken);
        corpus.family("parameters", 60, corpus::parameters);
        corpus.family("encodings", 40, corpus::encodings);
        corpus.family("headers", 30, () -> corpus.header() + "Content-Type: text/plain\r\n\r\n" + corpus.lines(3));
        corpus.huge();
        return corpus.messages;
    }

    private void family(String name, int count, Supplier<String> message) {
        for (int i = 1; i <= count; i++) {
            random = new Random(31L * name.hashCode() + i);
            messages.put(name + "-" + i, message.get().getBytes(ISO_8859_1));
        }
    }

    // ---------------------------------------------------------------- choices

    private String one(String... of) {
        return of[random.nextInt(of.length)];
    }

    private boolean often() {
        return random.nextInt(4) != 0;
    }

    private boolean seldom() {
        return random.nextInt(6) == 0;
    }

    // ---------------------------------------------------------------- written by hand

    private void odd() {
        String name = "";
        var message = new ByteArrayOutputStream();
        for (var line : resource("/mime/odd.txt").split("\n")) {
            if (line.startsWith("#") && name.isEmpty()) continue;
            if (line.startsWith("=== ")) {
                if (!name.isEmpty()) messages.put(name, message.toByteArray());
                message.reset();
                name = line.substring(4);
                continue;
            }
            boolean ended = !line.endsWith("\\-");
            unescape(ended ? line : line.substring(0, line.length() - 2), message);
            if (ended) message.writeBytes(new byte[] {'\r', '\n'});
        }
        messages.put(name, message.toByteArray());
    }

    private static void unescape(String line, ByteArrayOutputStream into) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\') {
                c = line.charAt(++i);
                if (c == 'n') c = '\n';
                else if (c == 'r') c = '\r';
                else if (c == 'x') {
                    c = (char) Integer.parseInt(line.substring(i + 1, i + 3), 16);
                    i += 2;
                }
            }
            into.write(c);
        }
    }

    private static String resource(String name) {
        try (var in = MimeCorpus.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---------------------------------------------------------------- headers

    private String fields() {
        return "From: " + one("a@example.org", "Ann <a@example.org>", "\"Ann A.\" <a@example.org>") + "\r\nSubject: "
                + one("hello", "=?utf-8?q?gr=C3=BC=C3=9Fe?=", "a\r\n long one") + "\r\nMIME-Version: 1.0\r\n";
    }

    /** Each field that an envelope shows at most once. */
    private String header() {
        var header = new StringBuilder();
        for (var field : List.of(
                "Subject", "Message-ID", "In-Reply-To", "References", "X-Other", "Content-Description", "Received")) {
            if (random.nextInt(3) == 0) continue;
            header.append(one(field, field.toLowerCase(Locale.ROOT), field.toUpperCase(Locale.ROOT)));
            header.append(one(":", ": ", ":\t"));
            for (int words = random.nextInt(5); words >= 0; words--)
                header.append(word()).append(one(" ", " ", "\r\n "));
            header.append("end\r\n");
            if (seldom()) header.append(one("no field at all\r\n", ": without a name\r\n", "X-Empty:\r\n"));
        }
        if (often()) header.append("Date: ").append(date()).append("\r\n");
        if (often()) header.append("From: ").append(addressList(false)).append("\r\n");
        return header.toString();
    }

    private String date() {
        return one("Mon, ", "", "Mon,\r\n ")
                + one("5 Jan 2026", "05 Jan 2026", "5 jan 26", "31 Dec 1999", "29 Feb 2024")
                + one(" ", "\t")
                + one("10:00:00", "10:00", "23:59:59")
                + one(" +0100", " -0800", " GMT", " EST", "", " +0000 (UTC)");
    }

    private String word() {
        return one(
                "word",
                "a@example.org",
                "<b@example.org>",
                "=?utf-8?q?w=C3=B6rt?=",
                "=?iso-8859-1?b?9vbm?=",
                "w\u00f6rt",
                "\"a b\"",
                "(comment)",
                "\\",
                "x".repeat(100),
                "1",
                "=?broken?=",
                ",",
                ";",
                "e\u0301");
    }

    // ---------------------------------------------------------------- addresses

    private String addresses() {
        var header = new StringBuilder();
        for (var field : List.of("From", "Sender", "Reply-To", "To", "Cc", "Bcc")) {
            if (random.nextInt(3) == 0) continue;
            header.append(field)
                    .append(": ")
                    .append(addressList(!field.equals("From")))
                    .append("\r\n");
        }
        return header + "Subject: addresses\r\n\r\ntext\r\n";
    }

    /** As RFC 5322, 3.4 and most of 4.4 allow it, and with octets above 127. */
    private String addressList(boolean groups) {
        var list = new StringBuilder();
        for (int n = random.nextInt(4); n >= 0; n--) {
            list.append(groups && seldom() ? phrase() + ": " + one("", addressList(false)) + ";" : address());
            if (n > 0) list.append(one(", ", ",", " ,\r\n "));
        }
        return list.toString();
    }

    private String address() {
        var spec = local() + one("@", "@", " @ ") + host();
        return switch (random.nextInt(8)) {
            case 0, 1 -> spec;
            case 2 -> "<" + spec + ">";
            case 3 -> spec + " (" + one("comment", "a (nested) one", "J\u00f6rg") + ")";
            case 4 -> phrase() + " <" + one("", "@r.example:", "@r.example,@s.example:") + spec + ">";
            case 5 -> phrase() + "<" + spec + ">" + one("", " ", " (behind)");
            default -> phrase() + " <" + spec + ">";
        };
    }

    private String phrase() {
        return one(
                "Ann",
                "Ann Other",
                "\"Other, Ann\"",
                "\"a \\\"b\\\" c\"",
                "A. N. Other",
                "=?utf-8?q?J=C3=B6rg?=",
                "J\u00f6rg",
                "Ann (called A) Other",
                "Ann \"B\" C",
                "Ann\r\n Other");
    }

    private String local() {
        return one("ann", "ann.other", "\"ann other\"", "\"a\\\"b\"", "a+b", "j\u00f6rg");
    }

    private String host() {
        return one(
                "example.org", "[192.0.2.1]", "b\u00fccher.example", "example . org", "sub.example.org", "EXAMPLE.org");
    }

    // ---------------------------------------------------------------- entities

    /** From its Content-Type on. */
    private String entity(int depth) {
        int kind = random.nextInt(depth == 0 ? 3 : 8);
        if (depth == 5) kind = 7;
        if (kind < 3) return multipart(depth);
        if (kind == 3) return "Content-Type: message/rfc822\r\n" + own(false) + "\r\n" + fields() + entity(depth + 1);
        return leaf();
    }

    private String multipart(int depth) {
        var boundary = one("b", "=_b", "--b", "b b", "b'()+_,-./:=?b", "0") + depth;
        var text = new StringBuilder("Content-Type: multipart/");
        text.append(one("mixed", "alternative", "related", "digest", "Signed", "x-own"));
        text.append("; ")
                .append(one("", "charset=utf-8; ", "type=\"text/html\"; "))
                .append("boundary=\"")
                .append(boundary);
        text.append("\"\r\n")
                .append(own(false))
                .append("\r\n")
                .append(one("", "", "preamble\r\n", "\r\n", "one\r\ntwo\r\n"));
        for (int n = random.nextInt(4); n >= 0; n--) {
            text.append("--")
                    .append(boundary)
                    .append(one("", "", " "))
                    .append("\r\n")
                    .append(entity(depth + 1));
            text.append("\r\n");
        }
        text.append("--").append(boundary).append("--").append(one("\r\n", "\r\n", "\r\nepilogue\r\n", " \r\n\r\n"));
        return text.toString();
    }

    private String leaf() {
        var type = one(
                "text/plain",
                "text/html; charset=utf-8",
                "image/png; name=\"a b.png\"",
                "application/pdf",
                "TEXT/X; a=b",
                "");
        return (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n" + own(true)) + "\r\n" + lines(random.nextInt(4));
    }

    /** Fields of a part beside Content-Type. */
    private String own(boolean leaf) {
        var fields = new StringBuilder();
        if (seldom()) fields.append("Content-ID: <").append(random.nextInt(99)).append("@example.org>\r\n");
        if (seldom())
            fields.append("Content-Description: ")
                    .append(one("a part", "", "gr\u00fc\u00dfe"))
                    .append("\r\n");
        if (seldom())
            fields.append("Content-Disposition: ")
                    .append(one("inline", "attachment; filename=a.b"))
                    .append("\r\n");
        if (seldom())
            fields.append("Content-Language: ").append(one("en", "en, de", "")).append("\r\n");
        if (seldom())
            fields.append("Content-Location: ")
                    .append(one("http://example.org/", "a b"))
                    .append("\r\n");
        if (leaf && seldom()) fields.append("Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==\r\n");
        if (leaf && seldom())
            fields.append("Content-Transfer-Encoding: ")
                    .append(one("7bit", "8BIT", "binary"))
                    .append("\r\n");
        return fields.toString();
    }

    private String lines(int n) {
        var lines = new StringBuilder();
        for (int i = 0; i < n; i++)
            lines.append(one("a line of text", "", "gr\u00fc\u00dfe", "--", "-- b", "x".repeat(200)))
                    .append("\r\n");
        return lines + one("", "", "without end");
    }

    /** A nested message in which something was cut, doubled or put elsewhere. */
    private String broken() {
        var lines = new ArrayList<>(List.of((fields() + multipart(0)).split("(?<=\r\n)")));
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            int at = random.nextInt(lines.size());
            switch (random.nextInt(6)) {
                case 0, 1 -> lines.remove(at);
                case 2 -> lines.add(at, lines.get(random.nextInt(lines.size())));
                case 3 -> lines.add(at, "\r\n");
                case 4 -> lines.set(at, lines.get(at).substring((lines.get(at).length() - 2) / 2));
                default -> {
                    if (at > 3) lines.subList(at, lines.size()).clear();
                }
            }
            if (lines.isEmpty()) lines.add("\r\n");
        }
        return String.join("", lines);
    }

    // ---------------------------------------------------------------- parameters

    private String parameters() {
        return fields() + "Content-Type: " + one("text/plain", "text/html", "application/x", "Text/Plain") + list()
                + "\r\nContent-Disposition: " + one("attachment", "inline", "form-data") + list() + "\r\n\r\ntext\r\n";
    }

    /** Parameters as RFC 2045, 5.1 and RFC 2231 allow them, each name once, and octets above 127. */
    private String list() {
        var all = new ArrayList<String>();
        boolean continued = often();
        for (var name : List.of("name", "FileName", "charset", "x")) {
            if (random.nextInt(3) == 0) continue;
            switch (random.nextInt(continued ? 4 : 2) + (continued ? 1 : 0)) {
                case 0 -> all.add(name + "*=" + one("utf-8''gr%C3%BC%C3%9Fe", "iso-8859-1'en'%A3", "us-ascii''a"));
                case 1 -> {
                    for (int i = 0; i < 3; i++) all.add(name + "*" + i + "=" + one("a", "\"b c\"", "%41"));
                }
                case 2 -> {
                    for (int i = 0; i < 3; i++)
                        all.add(name + "*" + i + "*=" + (i == 0 ? "utf-8''" : "") + one("a", "%C3%BC"));
                }
                default -> all.add(name + one("=", "=", " = ") + value());
            }
        }
        if (seldom()) Collections.shuffle(all, random);
        var list = new StringBuilder();
        for (var parameter : all)
            list.append(one(";", "; ", " ;\r\n ", ";\t")).append(parameter).append(one("", "", " (comment)"));
        return list + (seldom() ? one(";", "; ") : "");
    }

    private String value() {
        return one(
                "a",
                "\"a b\"",
                "\"a\\\"b\"",
                "\"\"",
                "(comment)a",
                "a(comment)",
                "\"=?utf-8?q?w=C3=B6rt?=\"",
                "\"w\u00f6rt\"",
                "w\u00f6rt",
                "'x'",
                "\"a\r\n b\"",
                "%41",
                "\"a;b\"",
                "\"a=b\"");
    }

    // ---------------------------------------------------------------- encodings

    private String encodings() {
        var text = one(
                "Hello, world.\r\n",
                "Gr\u00fc\u00dfe\r\nzwei\r\n",
                "x".repeat(300),
                "",
                "a=b \r\n=20\r\n",
                "\u0001\u0002\u00ff",
                "tail");
        var encoding = one("base64", "BASE64", "quoted-printable", "7bit", "8bit", "binary", "x-own");
        var body = switch (encoding.toLowerCase(Locale.ROOT)) {
            case "base64" -> base64(text);
            case "quoted-printable" -> quotedPrintable(text);
            default -> text;
        };
        return fields() + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset="
                + one("utf-8", "iso-8859-1", "us-ascii", "windows-1252") + "\r\nContent-Transfer-Encoding: " + encoding
                + "\r\n\r\n"
                + body + "\r\n--b\r\n\r\nlast\r\n--b--\r\n";
    }

    private String base64(String text) {
        var line = Base64.getMimeEncoder(40, new byte[] {'\r', '\n'}).encodeToString(text.getBytes(ISO_8859_1));
        return switch (random.nextInt(6)) {
            case 1 -> line + "\r\n\r\n";
            case 2 -> " " + line;
            default -> line;
        };
    }

    private String quotedPrintable(String text) {
        var out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0x7e || c == '=' || c < ' ' && c != '\r' && c != '\n')
                out.append(String.format(one("=%02X", "=%02x"), (int) c));
            else out.append(c);
            if (random.nextInt(40) == 0 && c != '\r') out.append("=\r\n");
        }
        return out.toString();
    }

    // ---------------------------------------------------------------- large

    private void huge() {
        put("huge-subject", "Subject: " + "word of a long one\r\n ".repeat(3000) + "end\r\n\r\ntext\r\n");
        put("huge-line", "Subject: " + "x".repeat(60_000) + "\r\n\r\n" + "y".repeat(60_000));
        put("huge-to", "To: " + "Ann Other <ann@example.org>,\r\n ".repeat(400) + "a@example.org\r\n\r\ntext\r\n");
        put(
                "huge-references",
                "References: " + "<1@example.org>\r\n ".repeat(2000) + "<2@example.org>\r\n\r\ntext\r\n");
        put("many-fields", "X-Field: one of many\r\n".repeat(3000) + "Subject: last\r\n\r\ntext\r\n");
        put("many-to", "To: a@example.org\r\n".repeat(50) + "\r\ntext\r\n");
        put(
                "many-parts",
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\n\r\nx\r\n".repeat(200) + "--b--\r\n");
        put("deep", "Content-Type: message/rfc822\r\n\r\n".repeat(20) + "Subject: inside\r\n\r\ntext\r\n");
    }

    private void put(String name, String message) {
        messages.put(name, message.getBytes(ISO_8859_1));
    }
}
