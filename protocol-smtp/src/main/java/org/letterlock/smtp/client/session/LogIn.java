package org.letterlock.smtp.client.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import org.letterlock.protocol.sasl.SaslMechanism;
import org.letterlock.protocol.sasl.ScramLogIn;
import org.letterlock.smtp.client.Login;
import org.letterlock.smtp.client.Outcome.Phase;
import org.letterlock.smtp.client.Protection;
import org.letterlock.smtp.client.reply.Offer;
import org.letterlock.smtp.client.reply.ServerReply;
import org.letterlock.tls.TlsFacts;

/**
 * The log-in at a smarthost: by SCRAM-SHA-256-PLUS, SCRAM-SHA-256, or PLAIN where the server is verified; never without TLS. RFC 4954;
 * RFC 5802; RFC 4616; docs/decisions/0408.
 */
final class LogIn {
    private final ClientSession session;
    private final ClientWire wire;
    private final Login login;
    private final Supplier<String> nonces;

    LogIn(ClientSession session, ClientWire wire, Login login, Supplier<String> nonces) {
        this.session = session;
        this.wire = wire;
        this.login = login;
        this.nonces = nonces;
    }

    void begin(Offer offer, Protection protection) {
        if (protection.facts().isEmpty()) {
            failed("no log-in without TLS");
            return;
        }
        var tls = protection.facts().get();
        var offered = offer.mechanisms();
        boolean plus = offered.contains(SaslMechanism.SCRAM_SHA_256_PLUS.wire());
        if (plus && ScramLogIn.canBind(tls)) scram(tls, true);
        else if (offered.contains(SaslMechanism.SCRAM_SHA_256.wire())) scram(tls, false);
        else if (!offered.contains(SaslMechanism.PLAIN.wire()))
            failed("the server offers no mechanism that we have: " + String.join(" ", offered));
        else if (!tls.peer().verified())
            failed("no password for a server that is not verified: ask for level verify, secure or dane");
        else plain();
    }

    private void plain() {
        var secret = base64(("\0" + login.user() + "\0" + login.password()).getBytes(UTF_8));
        say("AUTH PLAIN " + secret, "AUTH PLAIN ***", this::decided);
    }

    private void scram(TlsFacts tls, boolean plus) {
        var scram = new ScramLogIn(login.user(), login.password(), nonces.get(), tls, plus);
        var mechanism = plus ? SaslMechanism.SCRAM_SHA_256_PLUS : SaslMechanism.SCRAM_SHA_256;
        var first = "AUTH " + mechanism.wire() + " ";
        say(first + base64(scram.first()), first + "***", reply -> {
            var challenge = challenge(reply);
            if (challenge.isEmpty()) notAChallenge(reply);
            else wire.compute(() -> scram.last(challenge.get()), last -> prove(scram, last));
        });
    }

    private void prove(ScramLogIn scram, Optional<byte[]> last) {
        if (last.isEmpty()) {
            cancel("the server's challenge is none of SCRAM-SHA-256");
            return;
        }
        say(base64(last.get()), "***", reply -> {
            var proof = challenge(reply);
            if (proof.isEmpty()) notAChallenge(reply);
            else if (!scram.proves(proof.get())) cancel("the server does not know the password itself");
            else say("", "", this::decided);
        });
    }

    private void say(String line, String shown, java.util.function.Consumer<ServerReply> then) {
        session.sayHidden(line, shown, Phase.LOGIN, session.times().hello(), then);
        wire.flush();
    }

    private static Optional<byte[]> challenge(ServerReply reply) {
        if (reply.code() != 334) return Optional.empty();
        try {
            return Optional.of(Base64.getDecoder().decode(reply.lines().get(0)));
        } catch (IllegalArgumentException e) {
            return Optional.of(new byte[0]);
        }
    }

    /** Also a yes is a no here: the server has not shown that it knows the password. RFC 5802, 3. */
    private void notAChallenge(ServerReply reply) {
        if (reply.positive()) failed("the server took the log-in without knowing the password itself");
        else session.notLoggedIn(Fate.postponed(Phase.LOGIN, reply));
    }

    private void decided(ServerReply reply) {
        if (reply.positive()) session.loggedIn();
        else session.notLoggedIn(Fate.postponed(Phase.LOGIN, reply));
    }

    /** RFC 4954, 4. */
    private void cancel(String why) {
        say("*", "*", reply -> failed(why));
    }

    private void failed(String why) {
        session.notLoggedIn(Fate.transientOf(Phase.LOGIN, Fate.NO_LOGIN, why));
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
