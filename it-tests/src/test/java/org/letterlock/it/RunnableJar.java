package org.letterlock.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** {@code server/target/letterlock.jar}, as the launcher starts it. */
final class RunnableJar {
    static final Path ROOT = Path.of(System.getProperty("letterlock.root"));
    private static final Path JAR = ROOT.resolve("server/target/letterlock.jar").normalize();

    private RunnableJar() {}

    static RealProgram program(Path folder) {
        assertTrue(Files.exists(JAR), () -> JAR + " is made by mvn package, before these tests run: mvn verify");
        return RealProgram.java(folder).before("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", JAR.toString());
    }
}
