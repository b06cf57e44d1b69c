package org.letterlock.server.config;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.letterlock.tls.ClientAuth;
import org.letterlock.tls.ClientTrust;
import org.letterlock.tls.Pem;

/** Whose certificates a listener takes from clients: what a section {@code tls} says of it. */
final class ClientSettings {
    private final TlsFiles files;
    private final Clock clock;

    ClientSettings(TlsFiles files, Clock clock) {
        this.files = files;
        this.clock = clock;
    }

    /** Whether clients are asked. */
    static ClientAuth mode(Section s) {
        return s.choice("client-certificates", ClientAuth.class, ClientAuth.NONE);
    }

    ClientTrust read(Section s) {
        var authorities = new ArrayList<X509Certificate>();
        var revocations = new ArrayList<X509CRL>();
        try {
            if (s.has("client-authorities"))
                authorities.addAll(Pem.certificates(files.of(s.text("client-authorities"))));
        } catch (Pem.PemException e) {
            s.problem("client-authorities", String.valueOf(e.getMessage()));
        }
        for (var authority : authorities) look(s, authority);
        for (var name : s.texts("client-crls", List.of())) {
            try {
                for (var list : Pem.revocations(files.of(name))) {
                    look(s, name, list, authorities);
                    revocations.add(list);
                }
            } catch (Pem.PemException e) {
                s.problem("client-crls", String.valueOf(e.getMessage()));
            }
        }
        return ClientTrust.of(authorities, revocations, clock);
    }

    private void look(Section s, X509Certificate authority) {
        var name = authority.getSubjectX500Principal();
        if (clock.instant().isAfter(authority.getNotAfter().toInstant()))
            files.warn(s.origin("client-authorities") + ": the authority " + name + " expired on "
                    + authority.getNotAfter().toInstant());
        if (ClientTrust.hidesNames(authority))
            s.problem(
                    "client-authorities",
                    "the authority " + name + " is limited to some names by a certificate that somebody else issued;"
                            + " give that somebody's certificate instead");
    }

    private void look(Section s, String file, X509CRL list, List<X509Certificate> authorities) {
        var issuer = list.getIssuerX500Principal();
        if (ClientTrust.isForged(list, authorities))
            s.problem("client-crls", file + ": the list of " + issuer + " is not signed by that authority");
        if (clock.instant().isAfter(list.getNextUpdate().toInstant()))
            files.warn(s.origin("client-crls") + ": " + file + ": the list of " + issuer + " held until "
                    + list.getNextUpdate().toInstant() + "; without a newer one, its clients are not verified");
    }
}
