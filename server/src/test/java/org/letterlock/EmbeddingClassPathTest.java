package org.letterlock;

import static org.junit.jupiter.api.Assertions.*;

import java.io.File;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an embedder may leave out: docs/embedding.md. */
class EmbeddingClassPathTest {
    private static final List<String> LEFT_OUT = List.of("picocli", "typesafe", "logback", "junit", "jazzer");

    @Test
    void runsWithoutCommandLineConfigurationAndLoggingBackend() throws Exception {
        var urls = new ArrayList<URL>();
        for (var entry : System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(File.pathSeparator)) {
            if (!entry.isEmpty() && LEFT_OUT.stream().noneMatch(entry::contains))
                urls.add(new File(entry).toURI().toURL());
        }
        try (var loader = new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            assertThrows(ClassNotFoundException.class, () -> loader.loadClass("picocli.CommandLine"));
            assertThrows(ClassNotFoundException.class, () -> loader.loadClass("com.typesafe.config.Config"));
            assertThrows(ClassNotFoundException.class, () -> loader.loadClass("ch.qos.logback.classic.Logger"));
            var type = loader.loadClass("org.letterlock.Letterlock");
            var builder = type.getMethod("builder").invoke(null);
            var builderType = builder.getClass();
            builderType.getMethod("account", String.class, String.class).invoke(builder, "user1", "secret");
            var server = (AutoCloseable) builderType.getMethod("start").invoke(builder);
            try (server) {
                var listeners = loader.loadClass("org.letterlock.Listener");
                var pop3 = listeners.getField("POP3").get(null);
                var at = (InetSocketAddress)
                        type.getMethod("endpoint", listeners).invoke(server, pop3);
                try (var socket = new Socket(at.getAddress(), at.getPort())) {
                    assertEquals("+OK", new String(socket.getInputStream().readNBytes(3)));
                }
            }
        }
    }
}
