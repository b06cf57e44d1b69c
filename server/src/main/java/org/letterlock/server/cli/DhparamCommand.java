package org.letterlock.server.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidAlgorithmParameterException;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.letterlock.tls.DhGroup;
import org.letterlock.tls.DhParameters;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code letterlock dhparam}: a group for DHE as a PEM file, a new one, or what a file holds. */
@Command(
        name = "dhparam",
        description = "Prints a DH group as PEM, makes a new one, or says what a file holds.",
        mixinStandardHelpOptions = true)
final class DhparamCommand implements Callable<Integer> {
    private static final long LARGEST_FILE = 1 << 20;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @ArgGroup
    private @Nullable What what;

    /** One of three things, the first with a default. */
    static final class What {
        @Option(names = "--group", paramLabel = "NAME", description = "print this one, ffdhe2048 unless said")
        private @Nullable String group;

        @Option(
                names = "--generate",
                paramLabel = "BITS",
                description = "make a new one, which takes minutes and is no safer")
        private @Nullable Integer bits;

        @Option(names = "--check", paramLabel = "FILE", description = "explain this PEM file")
        private @Nullable Path file;
    }

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        if (what != null && what.file != null) return check(what.file);
        out.print(DhParameters.text(what != null && what.bits != null ? generated(what.bits) : named()));
        out.flush();
        return ExitCode.OK;
    }

    private DhGroup named() {
        if (what == null || what.group == null) return DhGroup.FFDHE2048;
        var name = what.group;
        return DhGroup.named(name)
                .orElseThrow(() -> Problem.usage("--group: there is no " + name + "; there are "
                        + DhGroup.known().stream().map(DhGroup::text).collect(Collectors.joining(", "))));
    }

    private DhGroup generated(int bits) {
        var err = spec.commandLine().getErr();
        try {
            DhGroup.checkSize(bits);
            err.println("letterlock: looking for a safe prime of " + bits + " bits; that may take minutes");
            err.flush();
            return DhGroup.generate(bits, new SecureRandom());
        } catch (IllegalArgumentException e) {
            throw Problem.usage("--generate: " + e.getMessage());
        }
    }

    /** Says what is in the file; 1 when only a listener with legacy = true would take it, 2 when none would. */
    private int check(Path file) {
        DhGroup group;
        try {
            if (Files.size(file) > LARGEST_FILE) throw Problem.usage(file + ": larger than 1 MiB");
            group = DhParameters.in(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                    .orElseThrow(() -> Problem.usage(
                            file + ": holds no block -----BEGIN DH PARAMETERS----- or X9.42 DH PARAMETERS"));
        } catch (InvalidAlgorithmParameterException e) {
            throw Problem.usage(file + ": " + e.getMessage() + "; no listener takes it");
        } catch (IOException e) {
            throw Problem.usage(file + ": cannot be read: " + WholeFile.reason(e));
        }
        var out = spec.commandLine().getOut();
        out.println("group     " + group.text());
        out.println("prime     " + group.bits() + " bits, "
                + (group.isSafePrime() ? "safe: (p-1)/2 is prime" : "not safe"));
        out.println("generator "
                + (group.g().bitLength() < 16 ? group.g() : group.g().bitLength() + " bits")
                + (group.q().isPresent() ? ", of known order" : ", its order is not checked"));
        out.println("exponent  " + group.exponentBits() + " bits, a new one for each handshake");
        out.println("verdict   "
                + group.weakness().map(w -> "legacy = true only: " + w).orElse("good"));
        out.flush();
        return group.weakness().isPresent() ? ExitCode.FINDINGS : ExitCode.OK;
    }
}
