package org.letterlock.it;

import java.net.Authenticator;
import java.net.ProxySelector;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.letterlock.Letterlock;
import org.letterlock.Listener;

/**
 * Run as a program of its own: looks at what all code in a JVM shares, before Letterlock's first class is loaded and after
 * a server has worked and stopped. Prints each difference; exit code 1 when there is one.
 */
final class JvmWide {
    private JvmWide() {}

    public static void main(String[] args) throws Exception {
        var defaultTls = SSLContext.getDefault();
        seen(); // looking makes the JVM set some: the time zone's property
        var before = seen();
        try (var mail = Letterlock.builder().account("ann", "secret").start()) {
            try (var imap = Wire.to(mail.endpoint(Listener.IMAPS), mail.clientTls())) {
                imap.hear("* OK ");
                imap.say("a LOGIN ann secret").hear("a OK ");
                imap.say("b LOGOUT").hear("b OK ");
            }
            differences(before, seen(), "while it runs");
        }
        differences(before, seen(), "after it has stopped");
        if (SSLContext.getDefault() != defaultTls) fail("SSLContext.getDefault() is another");
        if (failed) System.exit(1);
    }

    private static boolean failed;

    private static void fail(String what) {
        System.out.println(what);
        failed = true;
    }

    private static void differences(Map<String, String> before, Map<String, String> after, String when) {
        var keys = new ArrayList<>(before.keySet());
        keys.addAll(after.keySet());
        keys.stream()
                .distinct()
                .filter(key -> !String.valueOf(before.get(key)).equals(String.valueOf(after.get(key))))
                .forEach(key -> fail(when + ": " + key + " was " + before.get(key) + ", is " + after.get(key)));
    }

    private static Map<String, String> seen() {
        var all = new TreeMap<String, String>();
        System.getProperties().forEach((key, value) -> all.put("system property " + key, String.valueOf(value)));
        all.put(
                "security providers",
                Arrays.stream(Security.getProviders())
                        .map(Provider::getName)
                        .toList()
                        .toString());
        securityProperties().forEach(key -> all.put("security property " + key, Security.getProperty(key)));
        all.put("locale", Locale.getDefault().toString());
        all.put("time zone", TimeZone.getDefault().getID());
        all.put("uncaught exception handler", String.valueOf(Thread.getDefaultUncaughtExceptionHandler()));
        all.put(
                "https socket factory",
                HttpsURLConnection.getDefaultSSLSocketFactory().getClass().getName());
        all.put(
                "https host name verifier",
                HttpsURLConnection.getDefaultHostnameVerifier().getClass().getName());
        all.put("proxy selector", String.valueOf(ProxySelector.getDefault()));
        all.put("authenticator", String.valueOf(Authenticator.getDefault()));
        all.put("standard output", System.out.toString());
        all.put("standard error", System.err.toString());
        return all;
    }

    private static Stream<String> securityProperties() {
        return List.of(
                "jdk.tls.disabledAlgorithms",
                "jdk.certpath.disabledAlgorithms",
                "jdk.tls.legacyAlgorithms",
                "keystore.type",
                "ssl.KeyManagerFactory.algorithm",
                "ssl.TrustManagerFactory.algorithm",
                "securerandom.source",
                "securerandom.strongAlgorithms",
                "networkaddress.cache.ttl",
                "crypto.policy")
                .stream();
    }
}
