package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code server/target/letterlock.jar}, as the launcher starts it. */
final class RunnableJar {
    static final Path ROOT = Path.of(System.getProperty("letterlock.root"));
    private static final Path JAR = ROOT.resolve("server/target/letterlock.jar").normalize();

    private RunnableJar() {}

    /** @param options of the JVM, beside the launcher's */
    static RealProgram program(Path folder, String... options) {
        assertTrue(Files.exists(JAR), () -> JAR + " is made by mvn package, before these tests run: mvn verify");
        var arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", JAR.toString()));
        return RealProgram.java(folder).before(arguments.toArray(String[]::new));
    }
}
