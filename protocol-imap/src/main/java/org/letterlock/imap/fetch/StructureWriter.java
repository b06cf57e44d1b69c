package org.letterlock.imap.fetch;

import java.util.List;
import org.letterlock.imap.response.ResponseWriter;
import org.letterlock.mailbox.mime.Address;
import org.letterlock.mailbox.mime.Envelope;
import org.letterlock.mailbox.mime.MimePart;
import org.letterlock.mailbox.mime.Parameter;

/**
 * Writes ENVELOPE, BODY and BODYSTRUCTURE. Walks the parts by recursion: their depth is bounded where they are read. RFC
 * 3501, 7.4.2.
 */
final class StructureWriter {
    private final ResponseWriter w;

    StructureWriter(ResponseWriter w) {
        this.w = w;
    }

    void envelope(Envelope e) {
        w.text("(").nstring(e.date()).space().nstring(e.subject());
        addresses(e.from());
        addresses(e.sender());
        addresses(e.replyTo());
        addresses(e.to());
        addresses(e.cc());
        addresses(e.bcc());
        w.space().nstring(e.inReplyTo()).space().nstring(e.messageId()).text(")");
    }

    private void addresses(List<Address> addresses) {
        w.space();
        if (addresses.isEmpty()) {
            w.nil();
            return;
        }
        w.text("(");
        for (var a : addresses) {
            w.text("(").nstring(a.name()).space().nstring(a.route());
            w.space().nstring(a.mailbox()).space().nstring(a.host()).text(")");
        }
        w.text(")");
    }

    /** {@code extended}: BODYSTRUCTURE, else BODY. */
    void body(MimePart part, boolean extended) {
        w.text("(");
        if (part.isMultipart()) multipart(part, extended);
        else single(part, extended);
        w.text(")");
    }

    private void multipart(MimePart part, boolean extended) {
        for (var inside : part.parts()) body(inside, extended);
        w.space().nstring(part.subtype());
        if (!extended) return;
        parameters(part.parameters());
        extension(part);
    }

    private void single(MimePart part, boolean extended) {
        w.nstring(part.type()).space().nstring(part.subtype());
        parameters(part.parameters());
        w.space().nstring(part.id()).space().nstring(part.description()).space().nstring(part.encoding());
        w.space().number(part.size());
        var message = part.message();
        if (message.isPresent()) {
            w.space();
            var envelope = message.get().envelope();
            if (envelope == null) throw new IllegalStateException("a message without envelope");
            envelope(envelope);
            w.space();
            body(message.get(), extended);
            w.space().number(part.lines());
        } else if (part.isText()) {
            w.space().number(part.lines());
        }
        if (!extended) return;
        w.space().nstring(part.md5());
        extension(part);
    }

    private void extension(MimePart part) {
        var disposition = part.disposition();
        w.space();
        if (disposition == null) {
            w.nil();
        } else {
            w.text("(").nstring(disposition.type());
            parameters(disposition.parameters());
            w.text(")");
        }
        languages(part.languages());
        w.space().nstring(part.location());
    }

    private void languages(List<String> languages) {
        w.space();
        if (languages.isEmpty()) {
            w.nil();
        } else {
            w.text("(");
            for (int i = 0; i < languages.size(); i++) (i == 0 ? w : w.space()).nstring(languages.get(i));
            w.text(")");
        }
    }

    private void parameters(List<Parameter> parameters) {
        w.space();
        if (parameters.isEmpty()) {
            w.nil();
            return;
        }
        w.text("(");
        for (int i = 0; i < parameters.size(); i++) {
            if (i > 0) w.space();
            w.nstring(parameters.get(i).name())
                    .space()
                    .nstring(parameters.get(i).value());
        }
        w.text(")");
    }
}
