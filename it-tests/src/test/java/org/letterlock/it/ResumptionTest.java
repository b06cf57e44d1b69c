package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.letterlock.Listener;
import org.letterlock.it.ResumingHouse.Kept;

/** The programs people use go on with a session of TLS 1.2: by their own words, and by the server's. docs/interop-resumption.md */
class ResumptionTest {
    @TempDir
    static Path folder;

    private static final Map<Kept, ResumingHouse> HOUSES = new EnumMap<>(Kept.class);

    @TempDir
    Path work;

    @BeforeAll
    static void start() throws Exception {
        for (var kept : Kept.values()) HOUSES.put(kept, new ResumingHouse(folder.resolve(kept.name()), kept, ""));
    }

    @AfterAll
    static void stop() {
        HOUSES.values().forEach(ResumingHouse::close);
    }

    static List<Arguments> ways() {
        var ways = new ArrayList<Arguments>();
        for (var kept : Kept.values()) for (var listener : Listener.values()) ways.add(Arguments.of(kept, listener));
        return ways;
    }

    private RealProgram.Result openssl(Kept kept, Listener listener, String... options) {
        return HOUSES.get(kept).openssl(work, listener, options).succeeded();
    }

    private static long count(String pattern, String text) {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .count();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void opensslConnectsFiveTimesAgain(Kept kept, Listener listener) throws IOException {
        int before = HOUSES.get(kept).events();
        var said = openssl(kept, listener, "-reconnect");
        assertEquals(1, count("^New, TLSv1\\.2", said.text()), said::toString);
        assertEquals(5, count("^Reused, TLSv1\\.2", said.text()), said::toString);
        assertEquals(
                List.of(false, true, true, true, true, true), HOUSES.get(kept).resumed(listener, before, 6));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void opensslBringsASessionFromAFile(Kept kept, Listener listener) throws IOException {
        int before = HOUSES.get(kept).events();
        var session = work.resolve("session").toString();
        var first = openssl(kept, listener, "-sess_out", session);
        assertEquals(kept == Kept.TICKET, first.text().contains("TLS session ticket:"), first::toString);
        var again = openssl(kept, listener, "-sess_in", session);
        assertEquals(1, count("^Reused, TLSv1\\.2", again.text()), again::toString);
        assertEquals(List.of(false, true), HOUSES.get(kept).resumed(listener, before, 2));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void gnutlsResumes(Kept kept, Listener listener) throws IOException {
        int before = HOUSES.get(kept).events();
        var arguments = new ArrayList<>(List.of(
                "--resume",
                "--priority=NORMAL:-VERS-ALL:+VERS-TLS1.2",
                "--x509cafile=" + HOUSES.get(kept).ca(),
                "--port=" + HOUSES.get(kept).at(listener).getPort()));
        if (kept == Kept.ID) arguments.add("--noticket");
        if (!listener.implicitTls()) arguments.add("--starttls-proto=" + ResumingHouse.starttls(listener));
        arguments.add("localhost");
        var said = RealProgram.of("gnutls-cli", work)
                .run(arguments.toArray(String[]::new))
                .succeeded();
        assertTrue(said.text().contains("*** This is a resumed session"), said::toString);
        assertEquals(List.of(false, true), HOUSES.get(kept).resumed(listener, before, 2));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void pythonResumes(Kept kept, Listener listener) throws IOException {
        int before = HOUSES.get(kept).events();
        try (var script = ResumptionTest.class.getResourceAsStream("/python/resume.py")) {
            Files.write(work.resolve("resume.py"), script.readAllBytes());
        }
        var said = RealProgram.of("python3", work)
                .run(
                        "resume.py",
                        Integer.toString(HOUSES.get(kept).at(listener).getPort()),
                        HOUSES.get(kept).ca().toString(),
                        ResumingHouse.starttls(listener),
                        kept == Kept.TICKET ? "yes" : "no")
                .succeeded();
        var how = kept == Kept.TICKET ? " ticket" : " id";
        assertEquals("TLSv1.2 new" + how + "\nTLSv1.2 reused" + how + "\n", said.text(), said::toString);
        assertEquals(List.of(false, true), HOUSES.get(kept).resumed(listener, before, 2));
    }

    /** tstclnt knows no STARTTLS: a bridge says it. */
    @ParameterizedTest
    @MethodSource("ways")
    void nssResumes(Kept kept, Listener listener) throws IOException {
        int before = HOUSES.get(kept).events();
        var at = HOUSES.get(kept).at(listener);
        try (var bridge = new StartTlsBridge(listener, at)) {
            var arguments = new ArrayList<>(List.of("-4", "-h", "localhost", "-p"));
            arguments.add(Integer.toString(listener.implicitTls() ? at.getPort() : bridge.port()));
            arguments.addAll(List.of("-D", "-o", "-Q", "-V", "tls1.2:tls1.2", "-G", "-L", "3"));
            if (kept == Kept.TICKET) arguments.add("-u");
            var said = RealProgram.of("tstclnt", work)
                    .run(arguments.toArray(String[]::new))
                    .succeeded();
            var words = said.text() + said.errors();
            assertTrue(words.contains("2 cache hits; 1 cache misses, 0 cache not reusable"), said::toString);
            assertTrue(words.contains((kept == Kept.TICKET ? 2 : 0) + " stateless resumes"), said::toString);
        }
        assertEquals(List.of(false, true, true), HOUSES.get(kept).resumed(listener, before, 3));
    }

    /** Which shows that the programs above had the kind of session that was meant. */
    @ParameterizedTest
    @EnumSource(Listener.class)
    void whoTakesNoTicketHasNothingWhereTheServerKeepsNothing(Listener listener) throws IOException {
        int before = HOUSES.get(Kept.TICKET).events();
        var session = work.resolve("session").toString();
        for (var way : List.of("-sess_out", "-sess_in")) {
            var said = openssl(Kept.TICKET, listener, "-no_ticket", way, session);
            assertEquals(1, count("^New, TLSv1\\.2", said.text()), said::toString);
        }
        assertEquals(List.of(false, false), HOUSES.get(Kept.TICKET).resumed(listener, before, 2));
    }
}
