package org.letterlock.server.admin;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import org.letterlock.server.log.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Unix domain socket at which a running server takes its operator's commands, one a connection. Only who runs the server can
 * open it: its folder may be entered by nobody else, and the socket itself has mode 0600. Ends with {@link #close}. Thread-safe.
 */
public final class AdminSocket implements AutoCloseable {
    /** Connections at the same time; one more is closed. */
    private static final int MAX_CONNECTIONS = 16;

    private static final Logger LOG = LoggerFactory.getLogger(AdminSocket.class);

    private final Path path;
    private final AdminCommands commands;
    private final ThreadFactory threads;
    private final ServerSocketChannel listening;
    private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();

    private AdminSocket(Path path, AdminCommands commands, ThreadFactory threads, ServerSocketChannel listening) {
        this.path = path;
        this.commands = commands;
        this.threads = threads;
        this.listening = listening;
    }

    /**
     * Listens at {@code path} from now on. A socket that a server left behind there is removed.
     *
     * @throws IOException when the folder is open to others, another server listens there, or the path is too long for a socket;
     *     the message says which
     */
    public static AdminSocket open(Path path, AdminCommands commands, ThreadFactory threads) throws IOException {
        checkFolder(path);
        removeStale(path);
        var listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            listening.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            listening.close();
            throw new IOException(path + ": cannot listen there: " + e.getMessage(), e);
        }
        var socket = new AdminSocket(path, commands, threads, listening);
        threads.newThread(socket::accept).start();
        return socket;
    }

    /** Others must not be able to enter: between its making and its mode, the folder alone guards the socket. */
    private static void checkFolder(Path path) throws IOException {
        var folder = path.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS))
            throw new IOException(path + ": there is no folder for it");
        var mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
        if (!mode.endsWith("------"))
            throw new IOException(folder + ": others may enter this folder (" + mode
                    + "), and then use the socket in it; chmod 700 " + folder);
    }

    private static void removeStale(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) return;
        if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther()) throw new IOException(path + ": is there already, and is no socket");
        try (var probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException nobodyListens) {
            Files.delete(path);
            return;
        }
        throw new IOException(path + ": another server listens there");
    }

    private void accept() {
        while (listening.isOpen()) {
            try {
                var connection = listening.accept();
                if (connections.size() >= MAX_CONNECTIONS) {
                    connection.close();
                    continue;
                }
                connections.add(connection);
                threads.newThread(() -> serve(connection)).start();
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.warn("{}: accepting failed", path, e);
            }
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            var line =
                    Lines.read(new BufferedInputStream(Channels.newInputStream(connection)), AdminClient.MAX_REQUEST);
            if (line.isPresent()) answer(line.get(), Channels.newOutputStream(connection));
        } catch (IOException | UncheckedIOException gone) {
            LOG.debug("{}: the operator is gone", path, gone);
        } finally {
            connections.remove(connection);
        }
    }

    private void answer(String line, OutputStream plain) throws IOException {
        var out = new BufferedOutputStream(plain);
        var last = new JsonObject();
        try {
            commands.run(AdminRequest.of(line), object -> write(out, new JsonObject().put("line", object)));
            last.put("done", true);
        } catch (AdminRefusal e) {
            last.put("refused", e.why());
        } catch (UncheckedIOException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("an operator's command failed", e);
            last.put("refused", "failed: " + e.getClass().getSimpleName() + "; the server's log says more");
        }
        write(out, last);
        out.flush();
    }

    private static void write(OutputStream out, JsonObject object) {
        try {
            out.write((object + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (var connection : connections) connection.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("{}: did not end well", path, e);
        }
    }
}
