package org.letterlock.tls;

import java.util.List;
import java.util.Optional;

/**
 * What one finished handshake agreed on.
 *
 * @param protocol {@code TLSv1}, {@code TLSv1.1}, {@code TLSv1.2} or {@code TLSv1.3}
 * @param cipher the suite in OpenSSL's spelling, such as {@code ECDHE-ECDSA-AES128-GCM-SHA256} or {@code
 *     TLS_AES_256_GCM_SHA384}
 * @param cipherIana the suite in IANA's spelling
 * @param cipherBits secret bits of the bulk cipher
 * @param group key exchange group in IANA's spelling, such as {@code x25519}; {@code rsa} for RSA key transport
 * @param serverName the SNI host name the client asked for
 * @param alpn the application protocol agreed on
 * @param resumed whether an earlier session went on
 * @param peer what the other side showed of itself, and whether that was verified
 * @param decision what our side decided, and by which rule
 */
public record TlsFacts(
        String protocol,
        String cipher,
        String cipherIana,
        int cipherBits,
        String group,
        Optional<String> serverName,
        Optional<String> alpn,
        boolean resumed,
        TlsPeer peer,
        ChannelBindings channelBindings,
        TlsDecision decision) {

    /**
     * What the policy for {@code account} demands that was not agreed on, in words for its owner; empty: nothing.
     *
     * @param helo what the client called itself since TLS began
     */
    public Optional<String> unmetFor(String account, Optional<String> helo) {
        return decision.logIn().unmet(this, account, helo);
    }

    /** How large the key exchange group is; 0 where that says nothing. */
    public int groupBits() {
        return TlsGroup.named(group)
                .map(TlsGroup::bits)
                .or(() -> DhGroup.named(group).map(DhGroup::bits))
                .orElse(0);
    }

    /** Channel bindings of this connection, for SCRAM-PLUS. RFC 5929, RFC 9266. */
    public interface ChannelBindings {
        /** The binding data of {@code tls-exporter}, {@code tls-server-end-point} or {@code tls-unique}; empty when this connection has none of that type. */
        Optional<byte[]> data(String type);

        /**
         * Everything that a client may mean by {@code type}, {@link #data} first: {@code tls-exporter} is read in two ways
         * before TLS 1.3, both out of this handshake's secret. RFC 5705, 4.
         */
        default List<byte[]> readings(String type) {
            return data(type).map(List::of).orElse(List.of());
        }
    }
}
