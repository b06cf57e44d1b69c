package org.letterlock.tls;

import java.util.ArrayList;
import java.util.List;

/** What speaks for a suite and what against it, each with the rule that says so: an RFC's section or a row of the guide. */
public final class SuiteRemarks {
    private SuiteRemarks() {}

    /** @param against whether it speaks against the suite */
    public record Remark(boolean against, String text) {
        @Override
        public String toString() {
            return (against ? "against: " : "for: ") + text;
        }
    }

    public static List<Remark> of(TlsSuite suite) {
        var remarks = new ArrayList<Remark>();
        if (suite.isTls13()) remarks.add(pro("of TLS 1.3, which is to be preferred (RFC 9325, 3.1.1)"));
        if (suite.isForwardSecret()) {
            remarks.add(pro("forward secret: a key stolen later opens nothing (RFC 9325, 4.1)"));
        } else {
            remarks.add(contra("RSA key transport, no forward secrecy: should not be negotiated (RFC 9325, 4.1)"));
        }
        if (suite.bits() == 168)
            remarks.add(contra("112 bits of strength in blocks of 64 bits: should not be negotiated (RFC 9325, 4.1)"));
        if (suite.isAead()) remarks.add(pro("authenticated encryption"));
        else remarks.add(contra("CBC with HMAC: open to padding attacks where an implementation errs; not in TLS 1.3"));
        if (suite.name().endsWith("_CCM_8") || suite.name().endsWith("_CCM_8_SHA256"))
            remarks.add(contra("a tag of 64 bits: meant for small devices (RFC 6655, 6.1)"));
        if (recommended(suite)) remarks.add(pro("one of those recommended for TLS 1.2 (RFC 9325, 4.2)"));
        if (TlsPolicy.TABLE_A.contains(suite)) remarks.add(pro("in table A of the guide, the strict one"));
        if (TlsPolicy.TABLE_B.contains(suite))
            remarks.add(pro("in table B of the guide, at place " + (TlsPolicy.TABLE_B.indexOf(suite) + 1) + " of "
                    + TlsPolicy.TABLE_B.size() + " (D1)"));
        if (suite.keyExchange() == TlsSuite.KeyExchange.ECDHE_ECDSA)
            remarks.add(contra("for ECDSA certificates, which table B leaves out (!ECDSA)"));
        remarks.add(pro("on port 25 it is better than plaintext (G15)"));
        return List.copyOf(remarks);
    }

    private static boolean recommended(TlsSuite suite) {
        switch (suite) {
            case TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256:
            case TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384:
            case TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256:
            case TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384:
                return true;
            default:
                return false;
        }
    }

    private static Remark pro(String text) {
        return new Remark(false, text);
    }

    private static Remark contra(String text) {
        return new Remark(true, text);
    }
}
