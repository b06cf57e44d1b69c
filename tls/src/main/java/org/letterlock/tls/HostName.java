package org.letterlock.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.util.IPAddress;

/**
 * Whether a certificate is for a host. Only the subjectAltName counts, never the common name. RFC 9525, 6.
 */
final class HostName {
    private static final int DNS_NAME = 2; // GeneralName, RFC 5280, 4.2.1.6
    private static final int IP_ADDRESS = 7;

    private HostName() {}

    static boolean matches(X509Certificate certificate, String host) {
        boolean address = IPAddress.isValid(host);
        var wanted = TlsIdentity.normal(host);
        for (var name : names(certificate)) {
            int type = (Integer) name.get(0);
            if (address && type == IP_ADDRESS && sameAddress((String) name.get(1), host)) return true;
            if (!address && type == DNS_NAME && sameName(TlsIdentity.normal((String) name.get(1)), wanted)) return true;
        }
        return false;
    }

    /** A wildcard stands for exactly the leftmost label, and for no single-label domain. RFC 9525, 6.3. */
    private static boolean sameName(String pattern, String host) {
        if (!pattern.startsWith("*.")) return pattern.equals(host);
        int dot = host.indexOf('.');
        var domain = pattern.substring(1);
        return dot > 0 && domain.indexOf('.', 1) > 0 && host.substring(dot).equals(domain);
    }

    /** Whether the certificate is for some host below {@code domain}, which begins with a dot: {@code .example.org}. */
    static boolean matchesBelow(X509Certificate certificate, String domain) {
        var wanted = TlsIdentity.normal(domain);
        return names(certificate).stream()
                .filter(n -> (Integer) n.get(0) == DNS_NAME)
                .map(n -> TlsIdentity.normal((String) n.get(1)))
                .anyMatch(n -> n.length() > wanted.length() && n.endsWith(wanted));
    }

    private static Collection<List<?>> names(X509Certificate certificate) {
        try {
            var names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    private static boolean sameAddress(String one, String other) {
        try {
            // both are literals, so nothing is looked up
            return IPAddress.isValid(one)
                    && Arrays.equals(
                            InetAddress.getByName(one).getAddress(),
                            InetAddress.getByName(other).getAddress());
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
