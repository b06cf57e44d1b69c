package org.letterlock.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Set;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.letterlock.tls.crypto.MixedCrypto;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that takes the secrets of every connection, for those who look into their own traffic with Wireshark: who has it can
 * read and forge all that was said. There is none unless somebody asks for one by name; no environment variable makes one. RFC
 * 9850. Thread-safe.
 */
public final class KeyLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeyLog.class);
    private final Path path;
    private final FileChannel file;

    private KeyLog(Path path, FileChannel file) {
        this.path = path;
        this.file = file;
    }

    /** Opens the file for its owner alone, adding to what is in it, and says so loudly. Follows no symbolic link. */
    public static KeyLog open(Path path) throws IOException {
        var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
        boolean posix =
                Files.getFileAttributeView(path.toAbsolutePath().getParent(), PosixFileAttributeView.class) != null;
        var owner = PosixFilePermissions.fromString("rw-------");
        var file = posix
                ? FileChannel.open(path, options, PosixFilePermissions.asFileAttribute(owner))
                : FileChannel.open(path, options);
        if (posix) Files.setPosixFilePermissions(path, owner); // it may have been there
        LOG.warn("{}", warning(path));
        return new KeyLog(path, file);
    }

    /** What whoever starts a server with a key log has to be told. */
    public static String warning(Path path) {
        return "THE SECRETS OF EVERY TLS CONNECTION ARE WRITTEN TO " + path
                + ": whoever reads that file can read all mail and passwords; remove key-log when you are done";
    }

    /** From TLS 1.3: when the server's part of the handshake is said, all secrets are there. */
    void tls13(SecurityParameters parameters) {
        write(line("SERVER_HANDSHAKE_TRAFFIC_SECRET", parameters, parameters.getBaseKeyServer())
                + line("CLIENT_HANDSHAKE_TRAFFIC_SECRET", parameters, parameters.getBaseKeyClient())
                + line("EXPORTER_SECRET", parameters, parameters.getExporterMasterSecret())
                + line("SERVER_TRAFFIC_SECRET_0", parameters, parameters.getTrafficSecretServer())
                + line("CLIENT_TRAFFIC_SECRET_0", parameters, parameters.getTrafficSecretClient()));
    }

    /** Before TLS 1.3: when the handshake is complete. */
    void complete(SecurityParameters parameters) {
        if (!TlsUtils.isTLSv13(parameters.getNegotiatedVersion()))
            write(line("CLIENT_RANDOM", parameters, parameters.getMasterSecret()));
    }

    private static String line(String label, SecurityParameters parameters, TlsSecret secret) {
        var hex = HexFormat.of();
        return label + " " + hex.formatHex(parameters.getClientRandom()) + " "
                + hex.formatHex(MixedCrypto.reveal(secret)) + "\n";
    }

    private synchronized void write(String lines) {
        try {
            var octets = ByteBuffer.wrap(lines.getBytes(StandardCharsets.US_ASCII));
            while (octets.hasRemaining()) file.write(octets);
        } catch (IOException e) {
            LOG.error("{}: cannot be written: {}", path, e.toString());
        }
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
