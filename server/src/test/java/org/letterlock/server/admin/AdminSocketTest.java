package org.letterlock.server.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.server.listen.Threads;
import org.letterlock.server.log.JsonObject;

class AdminSocketTest {
    @TempDir
    Path folder;

    private Path path;
    private final AdminCommands commands = new AdminCommands();

    @BeforeEach
    void folder() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        path = folder.resolve("admin.sock");
    }

    private AdminSocket open() throws IOException {
        return AdminSocket.open(path, commands, Threads.named("admin"));
    }

    private List<Map<String, Object>> ask(String command, Map<String, String> arguments) throws Exception {
        var lines = new ArrayList<Map<String, Object>>();
        new AdminClient(path).ask(new AdminRequest(command, arguments), lines::add);
        return lines;
    }

    @Test
    void answersLineByLine() throws Exception {
        commands.add("test.echo", "says it twice", (request, answer) -> {
            for (int i = 0; i < 2; i++)
                answer.line(new JsonObject()
                        .put("said", request.needed("text"))
                        .put("time", i)
                        .put("all", List.of("a", "b")));
        });
        try (var socket = open()) {
            assertEquals(
                    List.of(
                            Map.of("said", "ä\n\"{x", "time", 0, "all", List.of("a", "b")),
                            Map.of("said", "ä\n\"{x", "time", 1, "all", List.of("a", "b"))),
                    ask("test.echo", Map.of("text", "ä\n\"{x")));
            assertEquals(
                    List.of("commands", "test.echo"),
                    ask("commands", Map.of()).stream().map(l -> l.get("name")).toList());
        }
        assertFalse(Files.exists(path));
    }

    @Test
    void saysWhyNot() throws Exception {
        commands.add("test.echo", "", (request, answer) -> request.needed("text"))
                .add("test.fail", "", (request, answer) -> {
                    throw new IllegalStateException("secret");
                });
        try (var socket = open()) {
            var unknown = assertThrows(AdminRefusal.class, () -> ask("test.ecko", Map.of()));
            assertEquals("this server knows no command test.ecko; did you mean test.echo?", unknown.why());
            assertEquals(
                    "test.echo needs text",
                    assertThrows(AdminRefusal.class, () -> ask("test.echo", Map.of()))
                            .why());
            var failed = assertThrows(AdminRefusal.class, () -> ask("test.fail", Map.of()));
            assertEquals("failed: IllegalStateException; the server's log says more", failed.why());
        }
    }

    @Test
    void nobodyElseMayUseIt() throws Exception {
        try (var socket = open()) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
        var e = assertThrows(IOException.class, this::open);
        assertTrue(e.getMessage().contains("chmod 700"), e.getMessage());
    }

    @Test
    void takesTheSocketOfADeadServerButNotOfALivingOneNorAnythingElse() throws Exception {
        try (var socket = open()) {
            var e = assertThrows(IOException.class, this::open);
            assertTrue(e.getMessage().contains("another server listens there"), e.getMessage());
            assertEquals(1, ask("commands", Map.of()).size());
        }
        try (var left = java.nio.channels.ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            left.bind(UnixDomainSocketAddress.of(path));
        }
        assertTrue(Files.exists(path));
        open().close();
        Files.writeString(path, "mail");
        assertThrows(IOException.class, this::open);
        assertEquals("mail", Files.readString(path));
    }

    @Test
    void nonsenseIsRefusedAndHurtsNobody() throws Exception {
        try (var socket = open()) {
            for (var nonsense : List.of("x", "[".repeat(1000), "{\"command\":1}", "{\"a\":".repeat(20))) {
                try (var connection = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                    connection.write(ByteBuffer.wrap((nonsense + "\n").getBytes(StandardCharsets.UTF_8)));
                    var answer = Lines.read(Channels.newInputStream(connection), 1000)
                            .orElseThrow();
                    assertTrue(answer.startsWith("{\"refused\":"), answer);
                }
            }
            try (var connection = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                assertThrows(IOException.class, () -> {
                    while (true)
                        connection.write(ByteBuffer.wrap("y".repeat(10_000).getBytes(StandardCharsets.UTF_8)));
                });
            }
            assertEquals(1, ask("commands", Map.of()).size());
        }
    }
}
