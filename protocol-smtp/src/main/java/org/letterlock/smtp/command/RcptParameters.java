package org.letterlock.smtp.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.letterlock.smtp.address.SyntaxException;

/**
 * What RCPT says beside the recipient.
 *
 * @param notifyOn empty when not said; RFC 3461, 4.1
 * @param originalRecipient {@code type;address}, decoded; RFC 3461, 4.2
 */
record RcptParameters(List<String> notifyOn, Optional<String> originalRecipient) {
    private static final int MAX_ORCPT = 500; // RFC 3461, 4.2
    private static final List<String> EVENTS = List.of("SUCCESS", "FAILURE", "DELAY");
    private static final RcptParameters NONE = new RcptParameters(List.of(), Optional.empty());

    static RcptParameters parse(SmtpReader in) throws SyntaxException {
        if (in.isAtEnd()) return NONE;
        List<String> notifyOn = List.of();
        Optional<String> originalRecipient = Optional.empty();
        for (var next = in.parameter(); next.isPresent(); next = in.parameter()) {
            var parameter = next.get();
            switch (parameter.keyword()) {
                case "NOTIFY" -> {
                    if (!notifyOn.isEmpty()) throw parameter.malformed();
                    notifyOn = notifyOn(parameter);
                }
                case "ORCPT" -> {
                    if (originalRecipient.isPresent()) throw parameter.malformed();
                    originalRecipient = Optional.of(originalRecipient(parameter));
                }
                default -> throw parameter.unknown();
            }
        }
        return new RcptParameters(notifyOn, originalRecipient);
    }

    private static List<String> notifyOn(SmtpReader.Parameter parameter) throws SyntaxException {
        var value = parameter.needed().toUpperCase(Locale.ROOT);
        if (value.equals("NEVER")) return List.of(value);
        var events = new ArrayList<String>(EVENTS.size());
        for (var event : value.split(",", -1)) {
            if (!EVENTS.contains(event) || events.contains(event)) throw parameter.malformed();
            events.add(event);
        }
        return events;
    }

    private static String originalRecipient(SmtpReader.Parameter parameter) throws SyntaxException {
        var value = parameter.needed();
        int semicolon = value.indexOf(';');
        if (value.length() > MAX_ORCPT || semicolon < 1) throw parameter.malformed();
        var type = value.substring(0, semicolon).toLowerCase(Locale.ROOT);
        if (!type.matches("[a-z0-9-]+")) throw parameter.malformed();
        var address = value.substring(semicolon + 1);
        var decoded = type.equals("utf-8") ? Utf8Xtext.decode(address) : Xtext.decode(address);
        return type + ";" + decoded.orElseThrow(parameter::malformed);
    }
}
