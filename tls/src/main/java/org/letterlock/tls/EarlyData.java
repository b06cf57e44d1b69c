package org.letterlock.tls;

import java.io.IOException;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.Vector;
import org.bouncycastle.tls.ExtensionType;
import org.bouncycastle.tls.KeyShareEntry;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.jspecify.annotations.Nullable;

/**
 * How early data is refused, always: it can be replayed. A client that offers it, with a session of some other server, is
 * answered with a HelloRetryRequest, and what it has sent meanwhile is thrown away. RFC 8446, 4.2.10 and 8.
 */
final class EarlyData {
    /** So much is thrown away: more than any server's usual max_early_data_size, records and all. */
    static final int MOST = 32 * 1024;

    private EarlyData() {}

    static boolean offered(@Nullable Hashtable<?, ?> extensions) {
        return extensions != null && extensions.containsKey(ExtensionType.early_data);
    }

    /**
     * Our groups without those for which the client has sent a key share: choosing another one is what makes a
     * HelloRetryRequest. All of ours when the client supports no other.
     */
    static int[] groupsToRetry(@Nullable Hashtable<?, ?> extensions, int[] ours) throws IOException {
        int[] supported = TlsExtensionsUtils.getSupportedGroupsExtension(extensions);
        Vector<?> shares = TlsExtensionsUtils.getKeyShareClientHello(extensions);
        if (supported == null || shares == null) return ours;
        int[] others = Arrays.stream(ours)
                .filter(group -> shares.stream().noneMatch(share -> ((KeyShareEntry) share).getNamedGroup() == group))
                .toArray();
        boolean common = Arrays.stream(others)
                .filter(group -> NamedGroup.canBeNegotiated(group, ProtocolVersion.TLSv13))
                .anyMatch(group -> Arrays.stream(supported).anyMatch(s -> s == group));
        return common ? others : ours;
    }
}
