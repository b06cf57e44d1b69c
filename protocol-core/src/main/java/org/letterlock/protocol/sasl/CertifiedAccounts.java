package org.letterlock.protocol.sasl;

import java.util.Optional;
import org.letterlock.tls.TlsPeer;

/** Which account a client's certificate stands for. */
@FunctionalInterface
public interface CertifiedAccounts {
    /** No certificate stands for anybody. */
    CertifiedAccounts NONE = peer -> Optional.empty();

    /** The one account of {@code peer}, its canonical address; empty when the certificate is not verified or stands for nobody, or for several. */
    Optional<String> account(TlsPeer peer);
}
