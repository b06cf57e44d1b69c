package org.letterlock.server.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.letterlock.server.log.JsonObject;
import org.letterlock.smtp.address.Mailbox;

/**
 * One report as it is told: the JSON of RFC 8460, 4.4, packed, and the message that carries it (5.3).
 *
 * @param hostname who tells it
 * @param domain who is told, in ASCII
 */
record ReportText(String hostname, String domain, LocalDate day, String id, DailyCount count) {
    /** RFC 8460, 6.4 and 6.5. */
    static final String TYPE = "application/tlsrpt+gzip";

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Instant begin() {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private Instant end() {
        return begin().plus(Duration.ofDays(1)).minusSeconds(1);
    }

    String json() {
        return new JsonObject()
                .put("organization-name", hostname)
                .put(
                        "date-range",
                        new JsonObject()
                                .put("start-datetime", begin().toString())
                                .put("end-datetime", end().toString()))
                .put("contact-info", "postmaster@" + hostname)
                .put("report-id", id)
                .putAll("policies", count.policies())
                .toString();
    }

    byte[] packed() {
        var octets = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(octets)) {
            out.write(json().getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return octets.toByteArray();
    }

    private String file() {
        return hostname + "!" + domain + "!" + begin().getEpochSecond() + "!" + end().getEpochSecond() + ".json.gz";
    }

    /** @param unique for the boundary and the Message-ID */
    byte[] message(Mailbox to, Optional<DkimSigner> signer, String unique, Instant now) {
        var from = signer.map(DkimSigner::domain).orElse(hostname);
        var text = "Date: " + DATE.format(now) + "\r\n"
                + "From: TLS reports <postmaster@" + from + ">\r\n"
                + "To: " + to + "\r\n"
                + "Subject: Report Domain: " + domain + "\r\n\tSubmitter: " + hostname + "\r\n\tReport-ID: <" + id + "@"
                + hostname + ">\r\n"
                + "Message-ID: <" + id + "." + unique + "@" + hostname + ">\r\n"
                + "TLS-Report-Domain: " + domain + "\r\n"
                + "TLS-Report-Submitter: " + hostname + "\r\n"
                + "Auto-Submitted: auto-generated\r\n"
                + "MIME-Version: 1.0\r\n"
                + "Content-Type: multipart/report; report-type=\"tlsrpt\";\r\n\tboundary=\"=_" + unique + "\"\r\n\r\n"
                + "--=_" + unique + "\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n"
                + "What TLS came to in a day's mail from " + hostname + " to " + domain
                + " is attached.\r\n\r\n--=_" + unique + "\r\n"
                + "Content-Type: " + TYPE + "\r\n"
                + "Content-Transfer-Encoding: base64\r\n"
                + "Content-Disposition: attachment;\r\n\tfilename=\"" + file() + "\"\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(packed()) + "\r\n--=_" + unique + "--\r\n";
        var signature = signer.map(s -> s.field(text, now)).orElse("");
        return ("Return-Path: <>\r\n" + signature + text).getBytes(StandardCharsets.UTF_8);
    }
}
