package org.letterlock.server;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.letterlock.server.queue.QueueSettings;
import org.letterlock.server.report.DkimSigner;
import org.letterlock.server.route.RouteTable;
import org.letterlock.server.route.ValidatingDns;
import org.letterlock.server.rule.IpNetwork;
import org.letterlock.smtp.client.SmtpClientConfig;
import org.letterlock.tls.TlsIdentity;

/**
 * How mail for other domains leaves a server.
 *
 * @param client what it calls itself, and how long it waits for others
 * @param routes servers and levels of TLS by domain
 * @param allowed networks that are not public, and yet may be where mail goes
 * @param port of hosts that DNS names
 * @param mtaSts whether domains are asked for the policies of their hosts
 * @param tlsReports whether domains that ask for it are told once a day what TLS came to
 * @param httpsPort of web servers whose URI names none, and of policy hosts: 443
 * @param dkim signs reports that go by mail; without it none does
 * @param state a folder where policies and counts for reports outlive the process; made when it is not there
 * @param identities shown to servers that ask for a certificate; the guide's G8
 * @param authorities believed where a level wants a certificate that can be trusted
 */
public record OutboundPlan(
        SmtpClientConfig client,
        QueueSettings queue,
        RouteTable routes,
        ValidatingDns.Settings dns,
        List<IpNetwork> allowed,
        int port,
        int httpsPort,
        boolean mtaSts,
        boolean tlsReports,
        Optional<DkimSigner> dkim,
        Optional<Path> state,
        List<TlsIdentity> identities,
        List<X509Certificate> authorities) {
    public OutboundPlan {
        allowed = List.copyOf(allowed);
        identities = List.copyOf(identities);
        authorities = List.copyOf(authorities);
        if (httpsPort < 1 || httpsPort > 65535) throw new IllegalArgumentException("https-port: from 1 to 65535");
        if (port < 1 || port > 65535) throw new IllegalArgumentException("port: from 1 to 65535");
    }

    /** The same, as far as it is not TLS: identities are read again at each reload, and equal to no other. */
    OutboundPlan withoutTls() {
        return new OutboundPlan(
                client,
                queue,
                routes,
                dns,
                allowed,
                port,
                httpsPort,
                mtaSts,
                tlsReports,
                dkim,
                state,
                List.of(),
                List.of());
    }
}
