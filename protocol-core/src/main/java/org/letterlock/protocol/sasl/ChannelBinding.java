package org.letterlock.protocol.sasl;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.letterlock.tls.TlsFacts;

/** The channel binding types a client may name. RFC 5929; RFC 9266. */
enum ChannelBinding {
    TLS_EXPORTER("tls-exporter"),
    TLS_UNIQUE("tls-unique"),
    TLS_SERVER_END_POINT("tls-server-end-point");

    private final String wire;

    ChannelBinding(String wire) {
        this.wire = wire;
    }

    /** Those that a connection has. */
    static Set<ChannelBinding> of(TlsFacts tls) {
        var some = EnumSet.noneOf(ChannelBinding.class);
        for (var type : values()) if (!type.readings(tls.channelBindings()).isEmpty()) some.add(type);
        return some;
    }

    static Optional<ChannelBinding> named(String wire) {
        return Arrays.stream(values()).filter(t -> t.wire.equals(wire)).findFirst();
    }

    /** What a client may mean by this type; empty where the connection has none of it. */
    List<byte[]> readings(TlsFacts.ChannelBindings connection) {
        return connection.readings(wire);
    }
}
