package org.letterlock.server.account;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A password file as Dovecot has it: {@code user:{SCHEME}hash}, further fields behind more colons are left alone, {@code #}
 * begins a comment. Messages name file and line and show nothing of a password.
 */
public final class PasswordFile {
    private static final long MAX_SIZE = 64 << 20;
    private final Path file;

    public PasswordFile(Path file) {
        this.file = file;
    }

    /** Reads all accounts. */
    public Accounts read(String domain) throws ProblemInPasswordFile {
        var accounts = new ArrayList<Account>();
        var lineOf = new HashMap<String, Integer>();
        var lines = lines();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (line.isBlank() || line.startsWith("#")) continue;
            var fields = line.split(":", -1);
            if (fields.length < 2) throw problem(i, "a line is NAME:{SCHEME}HASH");
            var wrong = Accounts.problem(fields[0]);
            if (!wrong.isEmpty()) throw problem(i, wrong);
            try {
                accounts.add(new Account(fields[0], PasswordScheme.parse(fields[1])));
            } catch (MalformedCredential e) {
                throw problem(i, fields[0] + ": " + e.getMessage());
            }
            var before = lineOf.put(Accounts.canonical(fields[0], domain), i + 1);
            if (before != null) throw problem(i, fields[0] + " is already in line " + before);
        }
        return Accounts.of(domain, accounts);
    }

    /**
     * Sets the password of {@code account}, or adds it at the end. The file is replaced as a whole; a new one only its
     * owner can read. Further fields of the line stay. Refused, and nothing written, where {@code domain} is empty and the
     * file has the same name with a domain, or without: the server will know whether they are one account, nobody here does.
     *
     * @return whether the account is new
     */
    public boolean put(Account account, String domain) throws ProblemInPasswordFile {
        var lines = Files.exists(file) ? new ArrayList<>(lines()) : new ArrayList<String>();
        var one = Accounts.of(domain, List.of(account));
        boolean added = true;
        int twin = -1;
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            int colon = line.indexOf(':');
            if (line.startsWith("#") || colon <= 0) continue;
            var name = line.substring(0, colon);
            if (one.find(name).isEmpty()) {
                if (domain.isEmpty() && differByDomain(name, account.name())) twin = i;
                continue;
            }
            int rest = line.indexOf(':', colon + 1);
            lines.set(
                    i,
                    line.substring(0, colon + 1)
                            + account.credential().encoded()
                            + (rest < 0 ? "" : line.substring(rest)));
            added = false;
        }
        if (added && twin >= 0)
            throw problem(
                    twin,
                    "here " + lines.get(twin).substring(0, lines.get(twin).indexOf(':'))
                            + " may be the same account as " + account.name()
                            + "; give the name as it stands here to set its password, or write its domain here first");
        if (added) lines.add(account.name() + ":" + account.credential().encoded());
        replace(String.join("\n", lines) + "\n");
        return added;
    }

    /** Whether one is the other and a domain. */
    private static boolean differByDomain(String a, String b) {
        var bare = a.indexOf('@') < 0 ? a : b;
        var whole = a.indexOf('@') < 0 ? b : a;
        int at = whole.indexOf('@');
        return bare.indexOf('@') < 0
                && at >= 0
                && Accounts.canonical(bare, "").equals(Accounts.canonical(whole.substring(0, at), ""));
    }

    private void replace(String content) throws ProblemInPasswordFile {
        var target = file.toAbsolutePath();
        @Nullable Path temporary = null;
        try {
            temporary = Files.createTempFile(target.getParent(), ".letterlock", ".tmp"); // readable by its owner only
            Files.writeString(temporary, content);
            if (Files.exists(target)) {
                var view = Files.getFileAttributeView(target, java.nio.file.attribute.PosixFileAttributeView.class);
                if (view != null)
                    Files.setPosixFilePermissions(
                            temporary, view.readAttributes().permissions());
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            try {
                if (temporary != null) Files.deleteIfExists(temporary);
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw new ProblemInPasswordFile(file + ": cannot be written: " + reason(e));
        }
    }

    /** Whether everybody on the machine can read it. */
    public boolean worldReadable() {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException e) {
            return false; // no such file, said elsewhere; or no such permissions here
        }
    }

    private List<String> lines() throws ProblemInPasswordFile {
        try {
            if (Files.size(file) > MAX_SIZE)
                throw new ProblemInPasswordFile(file + ": larger than " + MAX_SIZE + " octets");
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (MalformedInputException e) {
            throw new ProblemInPasswordFile(file + ": not UTF-8");
        } catch (IOException e) {
            throw new ProblemInPasswordFile(file + ": cannot be read: " + reason(e));
        }
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) return "no such file";
        if (e instanceof java.nio.file.AccessDeniedException) return "permission denied";
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }

    private ProblemInPasswordFile problem(int index, String what) {
        return new ProblemInPasswordFile(file + ":" + (index + 1) + ": " + what);
    }
}
