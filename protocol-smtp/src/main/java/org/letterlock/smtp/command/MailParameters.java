package org.letterlock.smtp.command;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.letterlock.smtp.Envelope.BodyType;
import org.letterlock.smtp.address.PathReader;
import org.letterlock.smtp.address.SyntaxException;

/**
 * What MAIL says beside the sender.
 *
 * @param size RFC 1870, 6; 0 when not said, {@link Long#MAX_VALUE} for what no {@code long} can hold
 * @param body RFC 6152, 2; RFC 3030, 3
 * @param smtpUtf8 RFC 6531, 3.4
 * @param ret RFC 3461, 4.3
 * @param envelopeId decoded; RFC 3461, 4.4
 * @param auth whether AUTH was said; whom it names is not believed. RFC 4954, 5
 * @param requireTls RFC 8689, 2
 */
record MailParameters(
        long size,
        BodyType body,
        boolean smtpUtf8,
        Optional<String> ret,
        Optional<String> envelopeId,
        boolean auth,
        boolean requireTls) {
    private static final int MAX_ENVID = 100; // RFC 3461, 4.4

    static MailParameters parse(SmtpReader in) throws SyntaxException {
        long size = 0;
        var body = BodyType.SEVEN_BIT;
        boolean smtpUtf8 = false;
        Optional<String> ret = Optional.empty();
        Optional<String> envelopeId = Optional.empty();
        boolean auth = false;
        boolean requireTls = false;
        Set<String> said = new HashSet<>();
        for (var next = in.parameter(); next.isPresent(); next = in.parameter()) {
            var parameter = next.get();
            if (!said.add(parameter.keyword())) throw parameter.malformed();
            switch (parameter.keyword()) {
                case "SIZE" -> size = size(parameter);
                case "BODY" -> body = body(parameter);
                case "SMTPUTF8" -> {
                    parameter.none();
                    smtpUtf8 = true;
                }
                case "RET" -> ret = Optional.of(ret(parameter));
                case "ENVID" -> envelopeId = Optional.of(envelopeId(parameter));
                case "AUTH" -> {
                    checkAuth(parameter);
                    auth = true;
                }
                case "REQUIRETLS" -> {
                    parameter.none();
                    requireTls = true;
                }
                default -> throw parameter.unknown();
            }
        }
        return new MailParameters(size, body, smtpUtf8, ret, envelopeId, auth, requireTls);
    }

    private static long size(SmtpReader.Parameter parameter) throws SyntaxException {
        var digits = parameter.needed();
        if (!digits.matches("[0-9]{1,20}")) throw parameter.malformed();
        return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
    }

    private static BodyType body(SmtpReader.Parameter parameter) throws SyntaxException {
        return switch (parameter.needed().toUpperCase(Locale.ROOT)) {
            case "7BIT" -> BodyType.SEVEN_BIT;
            case "8BITMIME" -> BodyType.EIGHT_BIT_MIME;
            case "BINARYMIME" -> BodyType.BINARY_MIME;
            default -> throw parameter.malformed();
        };
    }

    private static String ret(SmtpReader.Parameter parameter) throws SyntaxException {
        var value = parameter.needed().toUpperCase(Locale.ROOT);
        if (!value.equals("FULL") && !value.equals("HDRS")) throw parameter.malformed();
        return value;
    }

    private static String envelopeId(SmtpReader.Parameter parameter) throws SyntaxException {
        var value = parameter.needed();
        if (value.length() > MAX_ENVID) throw parameter.malformed();
        return Xtext.decode(value).orElseThrow(parameter::malformed);
    }

    private static void checkAuth(SmtpReader.Parameter parameter) throws SyntaxException {
        var mailbox = Xtext.decode(parameter.needed()).orElseThrow(parameter::malformed);
        if (!mailbox.equals("<>")) {
            new PathReader(mailbox.getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0).mailbox();
        }
    }
}
