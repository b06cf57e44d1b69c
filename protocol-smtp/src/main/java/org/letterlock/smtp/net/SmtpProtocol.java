package org.letterlock.smtp.net;

import io.netty.channel.ChannelPipeline;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.letterlock.protocol.MailProtocol;
import org.letterlock.protocol.SessionHandler;
import org.letterlock.protocol.sasl.SaslServer;
import org.letterlock.smtp.MailReceiver;
import org.letterlock.smtp.SmtpConfig;
import org.letterlock.smtp.reply.SmtpReply;
import org.letterlock.smtp.session.MessageLog;
import org.letterlock.tls.TlsServerContext;

/** SMTP on one listener. RFC 5321; role MSA: RFC 6409. */
public final class SmtpProtocol implements MailProtocol {
    private final SmtpConfig config;
    private final MailReceiver receiver;
    private final Optional<SaslServer> sasl;
    private final Optional<TlsServerContext> startTls;
    private final Executor workers;
    private final MessageLog log;
    private final Clock clock;
    private final Supplier<String> ids;

    /**
     * @param sasl what AUTH leads to: there in role MSA, and there alone
     * @param startTls what STARTTLS leads into; empty where TLS is implicit, or there is none
     * @param workers runs commands; may be busy with the store's index, never with a client
     * @param lines makes and writes the line about each message, in order; must not block who calls it
     * @param ids names for sessions, unique in this process: letters and digits
     */
    public SmtpProtocol(
            SmtpConfig config,
            MailReceiver receiver,
            Optional<SaslServer> sasl,
            Optional<TlsServerContext> startTls,
            Executor workers,
            Executor lines,
            Clock clock,
            Supplier<String> ids) {
        if (config.isSubmission() != sasl.isPresent()) {
            throw new IllegalArgumentException("role msa has AUTH, role mx has none (RFC 6409, 4.3)");
        }
        this.config = config;
        this.receiver = receiver;
        this.sasl = sasl;
        this.startTls = startTls;
        this.workers = workers;
        this.log = new MessageLog(lines);
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public String name() {
        return "smtp";
    }

    @Override
    public List<String> alpn() {
        return List.of("smtp");
    }

    @Override
    public SessionHandler<?> addTo(ChannelPipeline pipeline) {
        var decoder = new SmtpDecoder(config);
        var connection = new SmtpConnection(
                workers, config, receiver, log, sasl.orElse(null), startTls.orElse(null), clock, ids.get(), decoder);
        pipeline.addLast(decoder, connection);
        return connection;
    }

    @Override
    public String refusal() {
        return new String(SmtpReply.MAKING_ROOM.wire(), StandardCharsets.US_ASCII);
    }
}
