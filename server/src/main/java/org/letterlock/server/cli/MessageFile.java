package org.letterlock.server.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.letterlock.mailbox.Body;
import org.letterlock.mailbox.mime.Address;
import org.letterlock.mailbox.mime.MimeStructure;
import org.letterlock.smtp.client.Content;

/** A message out of a file, with CRLF at the end of each line, as mail has it. RFC 5322, 2.1. */
final class MessageFile implements Body, Content {
    private final byte[] octets;
    private final boolean eightBit;

    private MessageFile(byte[] octets) {
        this.octets = octets;
        boolean high = false;
        for (byte octet : octets) high |= octet < 0;
        eightBit = high;
    }

    /** Reads {@code file}; {@code -}: standard input. */
    static MessageFile read(Path file, InputStream standardInput) {
        try {
            var raw = file.toString().equals("-") ? standardInput.readAllBytes() : Files.readAllBytes(file);
            return new MessageFile(withCrlf(raw));
        } catch (IOException e) {
            throw Problem.usage(file + " cannot be read: " + WholeFile.reason(e));
        }
    }

    private static byte[] withCrlf(byte[] raw) {
        var whole = new ByteArrayOutputStream(raw.length + raw.length / 32);
        byte before = 0;
        for (byte octet : raw) {
            if (octet == '\n' && before != '\r') whole.write('\r');
            whole.write(octet);
            before = octet;
        }
        return whole.toByteArray();
    }

    @Override
    public long size() {
        return octets.length;
    }

    @Override
    public ByteBuffer read(long offset, int length) {
        return ByteBuffer.wrap(octets, (int) offset, (int) Math.min(length, octets.length - offset))
                .slice()
                .asReadOnlyBuffer();
    }

    /** Whether it has octets beyond US-ASCII. RFC 6152. */
    boolean eightBit() {
        return eightBit;
    }

    /** Whether its header has: then it needs SMTPUTF8. RFC 6532, 3. */
    boolean utf8Header() {
        int line = 0; // octets of it
        for (byte octet : octets) {
            if (octet < 0) return true;
            if (octet == '\n' && line == 0) return false;
            if (octet == '\n') line = 0;
            else if (octet != '\r') line++;
        }
        return false;
    }

    /** The first address of its From field. */
    Optional<String> from() {
        return addresses(MimeStructure.of(this).envelope().from()).stream().findFirst();
    }

    /** The addresses of its To, Cc and Bcc fields. */
    List<String> recipients() {
        var envelope = MimeStructure.of(this).envelope();
        var all = new ArrayList<>(addresses(envelope.to()));
        all.addAll(addresses(envelope.cc()));
        all.addAll(addresses(envelope.bcc()));
        return all.stream().distinct().toList();
    }

    private static List<String> addresses(List<Address> written) {
        return written.stream()
                .filter(a ->
                        a.mailbox() != null && a.host() != null && !a.host().isEmpty())
                .map(a -> a.mailbox() + "@" + a.host())
                .toList();
    }
}
