package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Somebody else's mail server on a loopback port of its own, with everything it has in one folder: it takes mail for {@code
 * peer.test} into Maildirs and offers TLS with {@code mx.pem}; what comes for {@code back@peer.test} goes on to {@code ann@example.org},
 * with TLS that has to be sure of whom it meets, where it is told where that is. Postfix and Dovecot want root; Exim is looked for where
 * {@code peers install} puts it, too.
 */
final class RealReceiver implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int MAIL_OWNER = 5000;
    private static final String MASTER = """
            127.0.0.1:%d inet n - n - - smtpd
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            tlsmgr unix - - n 1000? 1 tlsmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            proxymap unix - - n - - proxymap
            error unix - - n - - error
            retry unix - - n - - error
            virtual unix - n n - - virtual
            smtp unix - - n - - smtp
            anvil unix - - n - 1 anvil
            postlog unix-dgram n - n - 1 postlogd
            """;

    /** Where {@code example.org} takes mail, on localhost, and the authority of its certificate. */
    record Back(int port, Path authority) {}

    private final int port;
    private final Path mail;
    private final Path log;
    private final Runnable stop;

    private RealReceiver(int port, Path mail, Path log, Runnable stop) {
        this.port = port;
        this.mail = mail;
        this.log = log;
        this.stop = stop;
        awaitPort();
    }

    int port() {
        return port;
    }

    // ---------------------------------------------------------------- which

    /** @param certified has {@code mx.pem}, {@code mx.key} and the authority {@code ca.pem} */
    static RealReceiver postfix(Path certified) throws Exception {
        return postfix(certified, freePort(), Optional.empty());
    }

    /** @param port free, and known to others already */
    static RealReceiver postfix(Path certified, int port, Optional<Back> back) throws Exception {
        var postfix = RealProgram.of("postfix", certified);
        wantRoot("Postfix");
        var home = home(certified, "postfix");
        for (var folder : List.of("etc", "queue", "data", "log", "mail")) Files.createDirectory(home.resolve(folder));
        owned(home.resolve("data"), "postfix");
        owned(home.resolve("mail"), MAIL_OWNER);
        Files.writeString(home.resolve("etc/main.cf"), """
                compatibility_level = 3.6
                queue_directory = @/queue
                data_directory = @/data
                command_directory = /usr/sbin
                daemon_directory = /usr/lib/postfix/sbin
                mail_owner = postfix
                setgid_group = postdrop
                maillog_file = @/log/mail.log
                maillog_file_prefixes = @/log
                inet_interfaces = 127.0.0.1
                inet_protocols = ipv4
                myhostname = mx.peer.test
                mydestination =
                mynetworks =
                alias_maps =
                alias_database =
                local_recipient_maps =
                disable_dns_lookups = yes
                smtpd_peername_lookup = no
                virtual_mailbox_domains = peer.test
                virtual_mailbox_maps = inline:{ann@peer.test=ann/Maildir/}
                virtual_mailbox_base = @/mail
                virtual_uid_maps = static:5000
                virtual_gid_maps = static:5000
                virtual_minimum_uid = 100
                virtual_transport = virtual
                smtpd_relay_restrictions = reject_unauth_destination
                default_transport = error:5.7.1 no
                smtpd_tls_chain_files = %1$s/mx.key, %1$s/mx.pem
                smtpd_tls_security_level = may
                smtpd_tls_loglevel = 1
                smtpd_tls_ask_ccert = yes
                smtpd_tls_CAfile = %1$s/ca.pem
                """.formatted(certified).replace("@/", home + "/"));
        if (back.isPresent())
            Files.writeString(
                    home.resolve("etc/main.cf"),
                    """
                virtual_alias_maps = inline:{back@peer.test=ann@example.org}
                transport_maps = inline:{example.org=smtp:[localhost]:%d}
                smtp_host_lookup = native
                smtp_tls_security_level = secure
                smtp_tls_secure_cert_match = mail.example.org
                smtp_tls_CAfile = %s
                smtp_tls_loglevel = 1
                """.formatted(back.get().port(), readable(back.get().authority(), certified)),
                    StandardOpenOption.APPEND);
        Files.writeString(home.resolve("etc/master.cf"), MASTER.formatted(port));
        postfix.run("-c", home.resolve("etc").toString(), "start").succeeded();
        return new RealReceiver(
                port,
                home.resolve("mail"),
                home.resolve("log/mail.log"),
                () -> postfix.run("-c", home.resolve("etc").toString(), "stop"));
    }

    static RealReceiver exim(Path certified) throws Exception {
        return exim(certified, freePort(), Optional.empty());
    }

    /** @param port free, and known to others already */
    static RealReceiver exim(Path certified, int port, Optional<Back> back) throws Exception {
        var unpacked = Path.of(
                System.getenv().getOrDefault("PEERS_STATE", "/tmp/peers"), "roots", "exim", "usr", "sbin", "exim4");
        var program = Files.isExecutable(unpacked) ? unpacked : Path.of("/usr/sbin/exim4"); // an installed one
        if (!Files.isExecutable(program)) missing("Exim is not there: it-tests/peers/peers install");
        wantRoot("Exim");
        var home = home(certified, "exim");
        owned(home, "Debian-exim"); // as nobody else it would not believe this configuration
        Files.writeString(home.resolve("exim.conf"), """
                exim_path = %2$s
                primary_hostname = mx.peer.test
                qualify_domain = peer.test
                spool_directory = @/spool
                log_file_path = @/log/%%slog
                pid_file_path = @/exim.pid
                exim_user = Debian-exim
                exim_group = Debian-exim
                deliver_drop_privilege = true
                keep_environment =
                local_interfaces = 127.0.0.1
                daemon_smtp_ports = %3$d
                tls_advertise_hosts = *
                tls_certificate = %1$s/mx.pem
                tls_privatekey = %1$s/mx.key
                tls_verify_certificates = %1$s/ca.pem
                tls_try_verify_hosts = *
                host_lookup =
                acl_smtp_rcpt = accept
                acl_smtp_data = accept
                log_selector = +tls_peerdn +tls_sni +tls_certificate_verified
                dkim_verify_signers =
                begin routers
                %4$s
                all:
                  driver = accept
                  transport = maildir
                begin transports
                %5$s
                maildir:
                  driver = appendfile
                  directory = @/mail/$local_part_data/Maildir
                  maildir_format
                  create_directory
                begin retry
                *  *  F,1h,10m
                """.formatted(
                        certified,
                        program,
                        port,
                        back.isEmpty() ? "" : """
                answer:
                  driver = redirect
                  local_parts = back
                  domains = peer.test
                  data = ann@example.org
                on:
                  driver = manualroute
                  domains = example.org
                  transport = remote
                  route_list = * localhost byname
                  self = send
                """,
                        back.isEmpty()
                                ? ""
                                : """
                remote:
                  driver = smtp
                  port = %d
                  hosts_require_tls = *
                  tls_verify_certificates = %s
                  tls_verify_hosts = *
                """.formatted(
                                        back.get().port(), readable(back.get().authority(), certified)))
                .replace("$local_part_data", "ann")
                .replace("@/", home + "/"));
        RealProgram.of("setpriv", certified)
                .run(
                        "--reuid=Debian-exim",
                        "--regid=Debian-exim",
                        "--clear-groups",
                        program.toString(),
                        "-C",
                        home.resolve("exim.conf").toString(),
                        "-bd")
                .succeeded();
        return new RealReceiver(
                port, home.resolve("mail"), home.resolve("log/mainlog"), () -> end(home.resolve("exim.pid")));
    }

    /** Dovecot's LMTP, with STARTTLS. */
    static RealReceiver dovecot(Path certified) throws Exception {
        RealProgram.of("dovecot", certified);
        if (!Files.isExecutable(Path.of("/usr/lib/dovecot/lmtp")))
            missing("dovecot-lmtpd is not installed (see .ci/run)");
        wantRoot("Dovecot");
        var home = home(certified, "dovecot");
        for (var folder : List.of("run", "state", "mail")) Files.createDirectory(home.resolve(folder));
        owned(home.resolve("mail"), MAIL_OWNER);
        int port = freePort();
        Files.writeString(
                home.resolve("dovecot.conf"), """
                base_dir = @/run
                state_dir = @/state
                log_path = @/log
                instance_name = %2$d
                listen = 127.0.0.1
                protocols = lmtp
                ssl = yes
                ssl_cert = <%1$s/mx.pem
                ssl_key = <%1$s/mx.key
                passdb {
                  driver = static
                  args = nopassword=y
                }
                userdb {
                  driver = static
                  args = uid=5000 gid=5000 home=@/mail/%%n
                }
                first_valid_uid = 100
                mail_location = maildir:~/Maildir
                service lmtp {
                  inet_listener lmtp {
                    address = 127.0.0.1
                    port = %2$d
                  }
                }
                protocol lmtp {
                  postmaster_address = postmaster@peer.test
                  auth_username_format = %%n
                }
                """.formatted(certified, port).replace("@/", home + "/"));
        // it would keep our pipes open for as long as it lives
        RealProgram.of("sh", home)
                .run("-c", "exec dovecot -c dovecot.conf > out 2>&1 < /dev/null")
                .succeeded();
        return new RealReceiver(
                port, home.resolve("mail"), home.resolve("log"), () -> end(home.resolve("run/master.pid")));
    }

    // ---------------------------------------------------------------- what it got

    /** The messages that came for {@code user}, when there are that many. */
    List<String> messages(String user, int count) throws Exception {
        var inbox = mail.resolve(user).resolve("Maildir").resolve("new");
        return when(inbox, () -> {
                    var found = new ArrayList<String>();
                    if (Files.isDirectory(inbox)) {
                        try (var files = Files.list(inbox)) {
                            for (var file : files.toList())
                                found.add(Files.readString(file, StandardCharsets.ISO_8859_1));
                        }
                    }
                    return found.size() >= count ? Optional.of(found) : Optional.empty();
                })
                .orElseGet(() -> fail("no " + count + " messages in " + inbox + "\n" + logText()));
    }

    /** Looks again whenever something changes in {@code folder}, which need not be there yet. */
    private static <T> Optional<T> when(Path folder, Callable<Optional<T>> look) throws Exception {
        long end = System.nanoTime() + SOON.toNanos();
        while (true) {
            var there = folder;
            while (!Files.isDirectory(there)) there = there.getParent();
            try (var changes = there.getFileSystem().newWatchService()) {
                there.register(changes, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
                var seen = look.call();
                if (seen.isPresent()) return seen;
                // a folder that was made before it was watched is found at the next look
                long left = end - System.nanoTime();
                if (left <= 0) return Optional.empty();
                var patience = there.equals(folder) ? left : Math.min(left, TimeUnit.SECONDS.toNanos(1));
                changes.poll(patience, TimeUnit.NANOSECONDS);
            }
        }
    }

    /** What it logged so far. */
    String log() throws IOException {
        return Files.exists(log) ? Files.readString(log) : "";
    }

    private String logText() {
        try {
            return log();
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** The line of its log that has all of {@code words}, when it is there. */
    String logged(String... words) throws Exception {
        return when(
                        log.getParent(),
                        () -> log().lines()
                                .filter(l -> List.of(words).stream().allMatch(l::contains))
                                .findFirst())
                .orElseGet(() -> fail(List.of(words) + " never stood in\n" + logText()));
    }

    @Override
    public void close() {
        stop.run();
    }

    // ---------------------------------------------------------------- how it lives

    /** Its folder, which its own users may enter. */
    private static Path home(Path certified, String name) throws IOException {
        for (var folder = certified; folder != null && !folder.equals(Path.of("/tmp")); folder = folder.getParent())
            if (Files.isWritable(folder) && folder.startsWith("/tmp"))
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (var file : List.of("mx.pem", "mx.key", "ca.pem"))
            Files.setPosixFilePermissions(certified.resolve(file), PosixFilePermissions.fromString("rw-r--r--"));
        return Files.createDirectory(certified.resolve(name));
    }

    /** A copy that all its users can read. */
    private static Path readable(Path file, Path folder) throws IOException {
        var copy = folder.resolve("back.pem");
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        return Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private static void wantRoot(String who) {
        if (!"root".equals(System.getProperty("user.name"))) missing(who + " starts as root only");
    }

    private static void missing(String what) {
        if (System.getenv("CI") != null) fail(what);
        Assumptions.abort(what);
    }

    private static void owned(Path path, String user) throws IOException {
        var users = path.getFileSystem().getUserPrincipalLookupService();
        Files.setOwner(path, users.lookupPrincipalByName(user));
    }

    private static void owned(Path path, int uid) throws IOException {
        Files.setAttribute(path, "unix:uid", uid);
        Files.setAttribute(path, "unix:gid", uid);
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void end(Path pidFile) {
        try {
            long pid = Long.parseLong(Files.readString(pidFile).strip());
            var process = ProcessHandle.of(pid);
            process.ifPresent(ProcessHandle::destroy);
            process.ifPresent(p -> p.onExit().orTimeout(20, TimeUnit.SECONDS).join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitPort() {
        for (long end = System.nanoTime() + SOON.toNanos(); System.nanoTime() < end; ) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return;
            } catch (IOException notYet) {
                assertTrue(pause());
            }
        }
        stop.run();
        fail("port " + port + " never opened");
    }

    private static boolean pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
