package org.letterlock.server.config;

import java.util.Optional;
import org.letterlock.imap.ImapConfig;
import org.letterlock.pop3.Pop3Config;
import org.letterlock.smtp.BareNewlines;
import org.letterlock.smtp.SmtpConfig;
import org.letterlock.smtp.SmtpLimits;
import org.letterlock.smtp.SmtpPatience;
import org.letterlock.smtp.SmtpTimes;

/** The settings of each protocol, a line each: key and default. Meaning and bounds stand with the records they make. */
final class ServiceSettings {
    private ServiceSettings() {}

    /** @param role with the defaults of its role */
    static Optional<SmtpConfig> smtp(Section s, SmtpConfig role) {
        var limits = role.limits();
        var times = role.times();
        var patience = role.patience();
        return s.make(() -> new SmtpConfig(
                role.role(),
                role.hostname(),
                s.text("greeting", role.greeting()),
                new SmtpLimits(
                        s.size("max-message-size", limits.messageSize()),
                        s.count("max-recipients", limits.recipients()),
                        s.smallSize("max-command-line", limits.commandLine()),
                        s.smallSize("max-auth-line", limits.authLine()),
                        s.count("max-received-hops", limits.receivedHops()),
                        s.smallSize("max-header-field", limits.headerField()),
                        s.smallSize("max-header-section", limits.headerSection())),
                new SmtpTimes(
                        s.duration("command-timeout", times.command()),
                        s.duration("data-block-timeout", times.dataBlock()),
                        s.smallSize("minimal-data-rate", times.minDataRate()),
                        s.duration("greeting-delay", times.greetingDelay()),
                        s.duration("login-timeout", times.login())),
                new SmtpPatience(
                        s.count("soft-error-limit", patience.softErrors()),
                        s.count("hard-error-limit", patience.hardErrors()),
                        s.duration("error-delay", patience.errorDelay()),
                        s.count("junk-command-limit", patience.junkCommands()),
                        s.count("unknown-recipient-limit", patience.unknownRecipients())),
                s.choice("bare-newlines", BareNewlines.class, role.bareNewlines())));
    }

    static Optional<ImapConfig> imap(Section s) {
        var d = ImapConfig.defaults();
        return s.make(() -> new ImapConfig(
                s.smallSize("max-line-before-login", d.maxLineBeforeLogin()),
                s.smallSize("max-line", d.maxLine()),
                s.smallSize("max-literal-before-login", d.maxLiteralBeforeLogin()),
                s.smallSize("max-literal", d.maxLiteral()),
                s.size("append-limit", d.appendLimit()),
                s.flag("literal-minus", d.literalMinus()),
                s.count("max-search-depth", d.maxSearchDepth()),
                s.count("max-search-keys", d.maxSearchKeys()),
                s.count("max-set-elements", d.maxSetElements()),
                s.count("max-fetch-items", d.maxFetchItems()),
                s.count("max-patterns", d.maxPatterns()),
                s.count("max-bad-commands", d.maxBadCommands()),
                s.duration("bad-command-delay", d.badCommandDelay()),
                s.count("max-login-failures", d.maxLoginFailures()),
                s.count("max-sessions-per-account", d.maxSessionsPerAccount()),
                s.duration("login-timeout", d.loginTimeout()),
                s.duration("idle-timeout", d.idleTimeout())));
    }

    static Optional<Pop3Config> pop3(Section s, String hostname) {
        var d = Pop3Config.of(hostname);
        return s.make(() -> new Pop3Config(
                hostname,
                s.smallSize("max-line", d.maxLine()),
                s.smallSize("max-auth-line", d.maxAuthLine()),
                s.count("max-bad-commands", d.maxBadCommands()),
                s.count("max-auth-failures", d.maxAuthFailures()),
                s.duration("login-timeout", d.loginTimeout()),
                s.duration("autologout", d.autologout()),
                s.duration("login-delay", d.loginDelay()),
                s.flag("strict-utf8", d.strictUtf8())));
    }
}
