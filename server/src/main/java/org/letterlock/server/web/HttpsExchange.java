package org.letterlock.server.web;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.TooLongHttpContentException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.letterlock.tls.TlsHandshakeCompletion;

/** One request and its answer on a connection that is not used again. */
final class HttpsExchange extends SimpleChannelInboundHandler<FullHttpResponse> {
    private final FullHttpRequest request;
    private final CompletableFuture<HttpsAnswer> answer;

    HttpsExchange(FullHttpRequest request, CompletableFuture<HttpsAnswer> answer) {
        this.request = request;
        this.answer = answer;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof TlsHandshakeCompletion.Done) ctx.writeAndFlush(request);
        else if (event instanceof TlsHandshakeCompletion.Failed failed)
            fail(
                    ctx,
                    "TLS failed: " + failed.cause(),
                    failed.peer().presented() && !failed.peer().verified());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse response) {
        if (response.decoderResult().isFailure()) {
            fail(ctx, "what came is no HTTP", false);
            return;
        }
        var type = response.headers()
                .get(HttpHeaderNames.CONTENT_TYPE, "")
                .split(";", 2)[0]
                .strip();
        var body = ByteBuffer.wrap(ByteBufUtil.getBytes(response.content())).asReadOnlyBuffer();
        answer.complete(new HttpsAnswer(response.status().code(), type, body));
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(ctx, "the server closed the connection", false);
    }

    @Override
    @SuppressWarnings("deprecation") // Netty deprecates it in ChannelHandler, not in ChannelInboundHandler
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(
                ctx,
                cause instanceof TooLongHttpContentException
                        ? "the answer is too large"
                        : "it broke: " + cause.getMessage(),
                false);
    }

    private void fail(ChannelHandlerContext ctx, String why, boolean notVerified) {
        answer.completeExceptionally(new HttpsProblem(why, notVerified));
        ctx.close();
    }
}
