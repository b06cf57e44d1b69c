package org.letterlock.server.route;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Whether the name that this server says in EHLO is what its addresses are called in DNS: receivers look at that. Policy G7.
 */
public final class HeloName {
    private final Dns dns;

    public HeloName(Dns dns) {
        this.dns = dns;
    }

    /** A line for the log: {@code helo-ptr=match}, or which address disagrees. Never fails. */
    public CompletionStage<String> check(String name) {
        return dns.addresses(name).thenCompose(answer -> {
            if (answer.records().isEmpty())
                return CompletableFuture.completedStage(
                        "helo-ptr=mismatch: the name " + name + " that is said in EHLO has no address in DNS"
                                + (answer.failed() ? " (" + answer.why() + ")" : ""));
            var each = new ArrayList<CompletableFuture<String>>();
            for (var address : answer.records()) each.add(look(name, address).toCompletableFuture());
            return CompletableFuture.allOf(each.toArray(new CompletableFuture<?>[0]))
                    .thenApply(done -> each.stream()
                            .map(CompletableFuture::join)
                            .filter(finding -> !finding.isEmpty())
                            .findFirst()
                            .map(finding -> "helo-ptr=mismatch: " + finding)
                            .orElse("helo-ptr=match " + name));
        });
    }

    private CompletionStage<String> look(String name, InetAddress address) {
        return dns.ptr(address).thenApply(answer -> {
            if (answer.records().stream().anyMatch(name::equalsIgnoreCase)) return "";
            List<String> called = answer.records();
            return address.getHostAddress()
                    + (called.isEmpty() ? " has no name in DNS" : " is called " + String.join(", ", called)) + ", not "
                    + name;
        });
    }
}
