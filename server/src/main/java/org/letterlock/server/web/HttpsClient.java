package org.letterlock.server.web;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.letterlock.tls.TlsClientContext;
import org.letterlock.tls.TlsTrust;

/**
 * Asks web servers over HTTPS, one request a connection, with the certificate verified for the host's name. Follows no redirect, keeps
 * no cookie, and takes no more than it was told to. Thread-safe; nothing waits. RFC 9110, RFC 9112.
 */
public final class HttpsClient {
    private static final int MOST_ADDRESSES = 4;
    private static final int CONNECT_MILLIS = 15_000;
    private static final Duration PATIENCE = Duration.ofMinutes(1); // RFC 8461, 3.3

    private final EventLoopGroup eventLoops;
    private final TlsClientContext tls;
    private final Supplier<Collection<X509Certificate>> authorities;
    private final Clock clock;
    private final Function<String, CompletionStage<List<InetAddress>>> addresses;
    private final int port;

    /** One request: to whom, what, and how much of an answer is taken. */
    private record Asked(String host, int port, FullHttpRequest request, int atMost) {}

    /**
     * @param tls its suites and versions; whom it believes is said here
     * @param authorities asked anew for each connection
     * @param addresses of a host, those that may be spoken to; none, or a failure, where there are none
     * @param port where a URI names none: 443
     */
    public HttpsClient(
            EventLoopGroup eventLoops,
            TlsClientContext tls,
            Supplier<Collection<X509Certificate>> authorities,
            Clock clock,
            Function<String, CompletionStage<List<InetAddress>>> addresses,
            int port) {
        this.eventLoops = eventLoops;
        this.tls = tls;
        this.authorities = authorities;
        this.clock = clock;
        this.addresses = addresses;
        this.port = port;
    }

    /** @return fails with an {@link HttpsProblem} where there is no answer, or one beyond {@code atMost} octets */
    public CompletionStage<HttpsAnswer> get(URI from, String accept, int atMost) {
        return ask(
                from,
                HttpMethod.GET,
                new byte[0],
                request -> request.headers().set(HttpHeaderNames.ACCEPT, accept),
                atMost);
    }

    /** @return fails as {@link #get} does */
    public CompletionStage<HttpsAnswer> post(URI to, String type, byte[] body, int atMost) {
        return ask(
                to,
                HttpMethod.POST,
                body,
                request -> request.headers()
                        .set(HttpHeaderNames.CONTENT_TYPE, type)
                        .set(HttpHeaderNames.CONTENT_LENGTH, body.length),
                atMost);
    }

    private CompletionStage<HttpsAnswer> ask(
            URI uri, HttpMethod method, byte[] body, java.util.function.Consumer<FullHttpRequest> fields, int atMost) {
        var host = uri.getHost();
        if (!"https".equalsIgnoreCase(uri.getScheme()) || host == null || host.startsWith("["))
            return CompletableFuture.failedStage(
                    new HttpsProblem(uri + " is no address of a web server with a name", false));
        int at = uri.getPort() > 0 ? uri.getPort() : port;
        var path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        var request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                method,
                uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery(),
                Unpooled.wrappedBuffer(body));
        request.headers()
                .set(HttpHeaderNames.HOST, uri.getPort() > 0 ? host + ":" + uri.getPort() : host)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        fields.accept(request);
        var asked = new Asked(host, at, request, atMost);
        return addresses.apply(host).thenCompose(all -> {
            if (all.isEmpty())
                return CompletableFuture.failedStage(
                        new HttpsProblem(host + " has no address that may be spoken to", false));
            var answer = new CompletableFuture<HttpsAnswer>();
            next(all.stream().limit(MOST_ADDRESSES).iterator(), asked, answer);
            return answer;
        });
    }

    /** The next address, as long as there is no connection. */
    private void next(Iterator<InetAddress> all, Asked asked, CompletableFuture<HttpsAnswer> answer) {
        var address = all.next();
        new Bootstrap()
                .group(eventLoops)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(tls.newHandler(
                                        asked.host(), TlsTrust.named(authorities.get(), List.of(asked.host()), clock)))
                                .addLast(new HttpClientCodec(), new HttpObjectAggregator(asked.atMost()))
                                .addLast(new HttpsExchange(asked.request(), answer));
                    }
                })
                .connect(new InetSocketAddress(address, asked.port()))
                .addListener((ChannelFutureListener) done -> {
                    if (done.isSuccess()) {
                        var late = done.channel()
                                .eventLoop()
                                .schedule(
                                        () -> {
                                            answer.completeExceptionally(new HttpsProblem("no answer in time", false));
                                            done.channel().close();
                                        },
                                        PATIENCE.toMillis(),
                                        TimeUnit.MILLISECONDS);
                        done.channel().closeFuture().addListener(closed -> late.cancel(false));
                    } else if (all.hasNext()) {
                        next(all, asked, answer);
                    } else {
                        answer.completeExceptionally(new HttpsProblem(
                                "no connection: " + done.cause().getMessage(), false));
                    }
                });
    }
}
