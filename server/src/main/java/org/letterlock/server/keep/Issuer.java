package org.letterlock.server.keep;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Collection;
import org.letterlock.tls.CertificateAuthority;
import org.letterlock.tls.KeyType;
import org.letterlock.tls.TlsIdentity;

/** Who signs the certificates of a server that was given none. */
public interface Issuer {
    /** The certificate that clients trust, in PEM. */
    String pem();

    /** An identity for those host names and addresses. */
    TlsIdentity issue(KeyType type, Collection<String> names) throws GeneralSecurityException, IOException;

    /** One for this run only. */
    static Issuer of(CertificateAuthority authority) {
        return new Issuer() {
            @Override
            public String pem() {
                return authority.pem();
            }

            @Override
            public TlsIdentity issue(KeyType type, Collection<String> names) throws GeneralSecurityException {
                return authority.issue(type, names);
            }
        };
    }
}
