package org.letterlock.tls;

import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.tls.ProtocolVersion;

/** A version of the protocol. SSL 2 and 3 do not exist here. RFC 7568. */
public enum TlsVersion {
    TLS_1_0("TLSv1", ProtocolVersion.TLSv10),
    TLS_1_1("TLSv1.1", ProtocolVersion.TLSv11),
    TLS_1_2("TLSv1.2", ProtocolVersion.TLSv12),
    TLS_1_3("TLSv1.3", ProtocolVersion.TLSv13);

    private final String text;
    private final ProtocolVersion bc;

    TlsVersion(String text, ProtocolVersion bc) {
        this.text = text;
        this.bc = bc;
    }

    /** As logs and trace fields write it: {@code TLSv1.2}. */
    public String text() {
        return text;
    }

    ProtocolVersion bc() {
        return bc;
    }

    /** The version as logs write it. */
    public static Optional<TlsVersion> named(String text) {
        return Arrays.stream(values()).filter(v -> v.text.equals(text)).findFirst();
    }

    static TlsVersion of(ProtocolVersion version) {
        for (var v : values()) if (v.bc.equals(version)) return v;
        throw new IllegalArgumentException(version.toString());
    }
}
