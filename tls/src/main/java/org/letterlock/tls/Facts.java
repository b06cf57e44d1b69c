package org.letterlock.tls;

import java.util.List;
import java.util.Optional;
import org.bouncycastle.tls.ChannelBinding;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsUtils;
import org.jspecify.annotations.Nullable;

/** Reads the facts out of a handshake in its last moment: afterwards bctls has wiped the secrets. */
final class Facts {
    private static final String EXPORTER = "EXPORTER-Channel-Binding"; // RFC 9266, 2
    private static final int EXPORTED = 32;

    private Facts() {}

    static TlsFacts of(
            TlsContext context,
            String group,
            Optional<String> serverName,
            boolean resumed,
            TlsPeer peer,
            Optional<byte[]> serverEndPoint,
            TlsDecision decision) {
        var parameters = context.getSecurityParametersConnection();
        var suite = TlsSuite.of(parameters.getCipherSuite()).orElseThrow();
        var alpn = parameters.getApplicationProtocol();
        return new TlsFacts(
                TlsVersion.of(parameters.getNegotiatedVersion()).text(),
                suite.openSslName(),
                suite.name(),
                suite.bits(),
                group,
                serverName,
                alpn == null ? Optional.empty() : Optional.of(alpn.getUtf8Decoding()),
                resumed,
                peer,
                bindings(context, serverEndPoint),
                decision);
    }

    /**
     * The exporter and the unique value only where the secret hangs on the whole handshake: TLS 1.3, or the extended
     * master secret. RFC 9266, 4.2; RFC 7627, 5.4. Before TLS 1.3 a context of no octets is not the same as no context
     * (RFC 5705, 4): clients mean either. docs/decisions/0121.
     */
    private static TlsFacts.ChannelBindings bindings(TlsContext context, Optional<byte[]> serverEndPoint) {
        var parameters = context.getSecurityParametersConnection();
        boolean bound = parameters.isExtendedMasterSecret();
        boolean tls13 = TlsUtils.isTLSv13(parameters.getNegotiatedVersion());
        var exporter = bound ? context.exportChannelBinding(ChannelBinding.tls_exporter) : null;
        var bare = bound && !tls13 ? context.exportKeyingMaterial(EXPORTER, null, EXPORTED) : null;
        var unique = bound && !tls13 ? context.exportChannelBinding(ChannelBinding.tls_unique) : null;
        return new TlsFacts.ChannelBindings() {
            @Override
            public Optional<byte[]> data(String type) {
                return switch (type) {
                    case "tls-exporter" -> copy(exporter);
                    case "tls-unique" -> copy(unique);
                    case "tls-server-end-point" -> serverEndPoint.map(byte[]::clone);
                    default -> Optional.empty();
                };
            }

            @Override
            public List<byte[]> readings(String type) {
                var first = data(type);
                return first.isPresent() && bare != null && type.equals("tls-exporter")
                        ? List.of(first.get(), bare.clone())
                        : TlsFacts.ChannelBindings.super.readings(type);
            }
        };
    }

    private static Optional<byte[]> copy(byte @Nullable [] data) {
        return data == null ? Optional.empty() : Optional.of(data.clone());
    }
}
