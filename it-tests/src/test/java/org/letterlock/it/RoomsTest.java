package org.letterlock.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Which room may use which: ARCHITECTURE.md, Rooms. */
class RoomsTest {
    private final JavaClasses house = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar")) // the rooms' own tests, and their kits
            .importPackages("org.letterlock");

    @Test
    void protocolsDoNotKnowEachOther() {
        String[] protocols = {"smtp", "imap", "pop3"};
        for (var one : protocols) {
            for (var other : protocols) {
                if (one.equals(other)) continue;
                noClasses()
                        .that()
                        .resideInAPackage("org.letterlock." + one + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("org.letterlock." + other + "..")
                        .allowEmptyShould(true)
                        .check(house);
            }
        }
    }

    @Test
    void tlsKnowsNoMailAndMailboxNoNetwork() {
        noClasses()
                .that()
                .resideInAPackage("org.letterlock.tls..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.letterlock.protocol..",
                        "org.letterlock.smtp..",
                        "org.letterlock.imap..",
                        "org.letterlock.pop3..",
                        "org.letterlock.mailbox..",
                        "org.letterlock.server..")
                .check(house);
        noClasses()
                .that()
                .resideInAPackage("org.letterlock.mailbox..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..", "java.net..", "org.letterlock.protocol..", "org.letterlock.tls..")
                .check(house);
    }

    @Test
    void librariesStayInTheirRooms() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.letterlock.tls..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.bouncycastle.tls..", "org.bouncycastle.jsse..")
                .check(house);
        noClasses()
                .that()
                .resideOutsideOfPackage("org.letterlock.mailbox.mime..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.james.mime4j..")
                .check(house);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ch.qos.logback..", "javax.mail..", "jakarta.mail..", "org.bouncycastle.jsse..")
                .check(house);
    }

    @Test
    void nettyStaysInNetPackages() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "org.letterlock.smtp.command..",
                        "org.letterlock.smtp.session..",
                        "org.letterlock.smtp.message..",
                        "org.letterlock.smtp.reply..",
                        "org.letterlock.smtp.address..",
                        "org.letterlock.smtp.client",
                        "org.letterlock.smtp.client.reply..",
                        "org.letterlock.smtp.client.command..",
                        "org.letterlock.smtp.client.session..",
                        "org.letterlock.imap.command..",
                        "org.letterlock.imap.session..",
                        "org.letterlock.imap.grammar..",
                        "org.letterlock.pop3.command..",
                        "org.letterlock.pop3.session..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .allowEmptyShould(true)
                .check(house);
    }

    @Test
    void noCirclesAmongPackages() {
        for (var room : new String[] {"tls", "mailbox", "protocol", "smtp", "imap", "pop3", "server"}) {
            slices().matching("org.letterlock." + room + ".(*)..")
                    .should()
                    .beFreeOfCycles()
                    .allowEmptyShould(true)
                    .check(house);
        }
    }
}
