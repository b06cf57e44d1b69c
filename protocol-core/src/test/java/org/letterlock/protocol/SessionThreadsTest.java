package org.letterlock.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.letterlock.protocol.SessionHandler.Goodbye;

/** Sessions over sockets, with several event loops and workers. */
class SessionThreadsTest {
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final ExecutorService workers = Executors.newFixedThreadPool(3);
    private final ExecutorService clients = Executors.newCachedThreadPool();
    private final Queue<Toy> sessions = new ConcurrentLinkedQueue<>();
    private Channel listener;

    @BeforeEach
    void open() {
        listener = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        var toy = new Toy(workers);
                        sessions.add(toy);
                        channel.pipeline().addLast(toy.decoder, toy);
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    @AfterEach
    void close() throws Exception {
        listener.close().syncUninterruptibly();
        clients.shutdown();
        assertTrue(clients.awaitTermination(30, TimeUnit.SECONDS));
        loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
        workers.shutdown();
        assertTrue(workers.awaitTermination(30, TimeUnit.SECONDS));
        for (var session : sessions) assertEquals(1, session.closed);
    }

    @Test
    @DisplayName(
            "every client gets its answers, all and in order, however its octets are cut and whatever else happens")
    void answersInOrder() throws Exception {
        var talks = new ArrayList<Future<List<String>>>();
        for (int i = 0; i < 8; i++) {
            int seed = i;
            talks.add(clients.submit(() -> talk(seed)));
        }
        for (var talk : talks) {
            var answers = talk.get(60, TimeUnit.SECONDS);
            answers.removeIf("NEWS"::equals);
            assertEquals("HELLO", answers.get(0));
            for (int i = 0; i < 1000; i++) assertEquals(Integer.toString(i), answers.get(i + 1));
            assertEquals(List.of("BYE"), answers.subList(1001, answers.size()));
        }
    }

    @Test
    void everyoneIsToldGoodbye() throws Exception {
        var talks = new ArrayList<Future<String>>();
        for (int i = 0; i < 5; i++) {
            var socket = new Socket(InetAddress.getLoopbackAddress(), port());
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            assertEquals("HELLO", in.readLine());
            Callable<String> rest = () -> {
                try (socket) {
                    return in.readLine() + " " + in.readLine();
                }
            };
            talks.add(clients.submit(rest));
        }
        for (var session : sessions) session.end(Goodbye.SHUTDOWN);
        for (var talk : talks) assertEquals("BYE SHUTDOWN null", talk.get(30, TimeUnit.SECONDS));
    }

    private int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    private List<String> talk(int seed) throws Exception {
        var random = new Random(seed);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setTcpNoDelay(true);
            var sent = clients.submit(() -> {
                send(socket, random);
                return null;
            });
            var answers = new ArrayList<String>();
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                answers.add(line);
                if (answers.size() % 50 == 0) for (var session : sessions) session.wake();
            }
            sent.get(30, TimeUnit.SECONDS);
            return answers;
        }
    }

    private static void send(Socket socket, Random random) throws IOException {
        var all = new StringBuilder();
        for (int i = 0; i < 1000; i++) all.append("ECHO ").append(i).append("\r\n");
        var octets = all.append("QUIT\r\n").toString().getBytes(US_ASCII);
        for (int at = 0; at < octets.length; ) {
            int length = Math.min(octets.length - at, 1 + random.nextInt(2000));
            socket.getOutputStream().write(octets, at, length);
            at += length;
        }
    }
}
