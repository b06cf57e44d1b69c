package org.letterlock.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Dovecot's IMAP over standard input and output, for the Maildir of one user: nothing listens and nobody logs in. */
final class DovecotImap {
    private static final List<Path> IMAP =
            List.of(Path.of("/usr/lib/dovecot/imap"), Path.of("/usr/libexec/dovecot/imap"));
    private static final int STRANGER = 5000; // Dovecot serves nobody's mail as root
    private final Path home;
    private final Path program;
    private final Path conf;

    private DovecotImap(Path home, Path program, Path conf) {
        this.home = home;
        this.program = program;
        this.conf = conf;
    }

    /** With {@code home/Maildir}. */
    static DovecotImap in(Path home) throws IOException {
        var imap = IMAP.stream().filter(Files::isExecutable).findFirst().orElse(null);
        if (imap == null) {
            assertTrue(System.getenv("CI") == null, "dovecot-imapd is not installed (see .ci/run)");
            Assumptions.abort("dovecot-imapd is not installed");
        }
        int owner = (int) Files.getAttribute(home, "unix:uid");
        if (owner == 0) {
            owner = STRANGER;
            give(home, STRANGER);
        }
        var conf = Files.writeString(home.resolve("dovecot.conf"), """
                base_dir = %1$s/run
                state_dir = %1$s/run
                log_path = /dev/stderr
                ssl = no
                mail_location = maildir:%1$s/Maildir
                mail_uid = %2$d
                mail_gid = %2$d
                first_valid_uid = 1
                first_valid_gid = 1
                namespace inbox {
                  inbox = yes
                  separator = /
                }
                """.formatted(home, owner));
        return new DovecotImap(home, imap, conf);
    }

    /** Whoever Dovecot runs as may go through {@code folder}. */
    static void letIn(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Says all of it, octets as characters and LOGOUT last, and hears what it answers. */
    String say(String commands) {
        var run = RealProgram.at(program, home).with("USER", "ann").with("TZ", "UTC");
        try (var talk = run.talk("-c", conf.toString())) { // which must not see the end of its input before it is done
            var text = new String(talk.say(commands.getBytes(ISO_8859_1)).all(), ISO_8859_1);
            assertTrue(text.contains("* BYE"), talk::complained);
            return text;
        }
    }

    private static void give(Path path, int uid) throws IOException {
        try (var all = Files.walk(path)) {
            for (var one : all.toList()) {
                Files.setAttribute(one, "unix:uid", uid);
                Files.setAttribute(one, "unix:gid", uid);
            }
        }
    }
}
