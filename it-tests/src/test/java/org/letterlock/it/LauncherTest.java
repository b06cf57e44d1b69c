package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script in a clone of its own, with a Maven and a Java that only say what they were asked. */
class LauncherTest {
    @TempDir
    Path folder;

    private Path clone;
    private Path elsewhere;

    @BeforeEach
    void layOutAClone() throws IOException {
        clone = Files.createDirectory(folder.resolve("a clone"));
        elsewhere = Files.createDirectory(folder.resolve("else where"));
        Files.copy(Path.of(System.getProperty("letterlock.root"), "letterlock"), clone.resolve("letterlock"));
        executable(clone.resolve("letterlock"));
        Files.createDirectories(clone.resolve("server/src/main/java"));
        Files.writeString(clone.resolve("pom.xml"), "");
        Files.writeString(clone.resolve("server/pom.xml"), "");
        Files.writeString(clone.resolve("server/src/main/java/A.java"), "");
        var programs = Files.createDirectory(folder.resolve("bin"));
        Files.writeString(programs.resolve("mvn"), """
                #!/bin/sh
                echo "$PWD: $*" >> "%1$s/mvn.log"
                [ ! -e "%1$s/broken" ] || { echo "[ERROR] broken on purpose"; exit 1; }
                mkdir -p server/target && touch server/target/letterlock.jar
                """.formatted(folder));
        Files.writeString(programs.resolve("java"), """
                #!/bin/sh
                case "$*" in *ArchiveClassesAtExit*) exit 1 ;; esac
                for argument in "$@"; do echo "[$argument]"; done
                exit 7
                """);
        executable(programs.resolve("mvn"));
        executable(programs.resolve("java"));
    }

    @Test
    void buildsOnceAndHandsArgumentsAndExitCodeOver() throws IOException {
        var first = launch(clone.resolve("letterlock"), "dev", "--user", "a name:pass word");
        assertEquals(7, first.exit(), first::toString);
        assertTrue(
                first.text()
                        .endsWith("[-jar]\n[" + clone
                                + "/server/target/letterlock.jar]\n[dev]\n[--user]\n[a name:pass word]\n"),
                first::toString);
        assertTrue(first.errors().contains("building"), first::toString);

        var second = launch(clone.resolve("letterlock"), "--version");
        assertEquals("", second.errors());
        assertEquals(1, Files.readAllLines(folder.resolve("mvn.log")).size());
    }

    @Test
    void buildsAgainWhenASourceIsNewer() throws IOException {
        launch(clone.resolve("letterlock"));
        Files.setLastModifiedTime(
                clone.resolve("server/src/main/java/A.java"),
                FileTime.from(Instant.now().plusSeconds(60)));
        launch(clone.resolve("letterlock"));
        assertEquals(2, Files.readAllLines(folder.resolve("mvn.log")).size());
    }

    @Test
    void runsThroughALinkFromAnywhere() throws IOException {
        var link = Files.createSymbolicLink(elsewhere.resolve("ll"), Path.of("../a clone/letterlock"));
        assertEquals(7, launch(link, "dev").exit());
        assertTrue(Files.readString(folder.resolve("mvn.log")).startsWith(clone + ": "));
    }

    @Test
    void showsWhyTheBuildFailed() throws IOException {
        Files.writeString(folder.resolve("broken"), "");
        var result = launch(clone.resolve("letterlock"), "dev");
        assertEquals(2, result.exit(), result::toString);
        assertEquals("", result.text());
        assertTrue(result.errors().contains("[ERROR] broken on purpose"), result::toString);
    }

    @Test
    void givesTheJvmTheOptionsOfTheEnvironment() {
        var result = program(clone.resolve("letterlock"))
                .with("LETTERLOCK_JAVA_OPTS", "-Xmx64m -Dx=y")
                .run("dev");
        assertTrue(result.text().contains("[-Xmx64m]\n[-Dx=y]\n[-jar]\n"), result::toString);
    }

    @Test
    @DisplayName("S-T8 without memory the process ends, and can be started again")
    void s_T8_endsWithoutMemory() {
        var result = program(clone.resolve("letterlock")).run("serve");
        assertTrue(result.text().contains("[-XX:+ExitOnOutOfMemoryError]\n"), result::toString);
    }

    private RealProgram.Result launch(Path script, String... arguments) {
        return program(script).run(arguments);
    }

    private RealProgram program(Path script) {
        return RealProgram.at(script, elsewhere).with("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
