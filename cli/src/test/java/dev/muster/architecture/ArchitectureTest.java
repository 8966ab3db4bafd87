package dev.muster.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.security.MessageDigest;

/** The rules of docs/architecture.md, held by the build. */
@AnalyzeClasses(packages = "dev.muster", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule agentKnowsNeitherCoordinatorNorCommandLine = noClasses()
            .that()
            .resideInAPackage("dev.muster.agent..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.muster.coordinator..", "dev.muster.cli..");

    @ArchTest
    static final ArchRule coordinatorKnowsNeitherAgentNorCommandLine = noClasses()
            .that()
            .resideInAPackage("dev.muster.coordinator..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.muster.agent..", "dev.muster.cli..");

    @ArchTest
    static final ArchRule coresSeeOnlyTheModelTheEngineAndPlainJava = classes()
            .that()
            .resideInAnyPackage("dev.muster.agent.core", "dev.muster.coordinator.core")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "dev.muster.agent.core",
                    "dev.muster.coordinator.core",
                    "dev.muster.coordinator.auth",
                    "dev.muster.common.model..",
                    "dev.muster.common.engine",
                    "java.lang..",
                    "java.util",
                    "java.util.function",
                    "java.util.stream",
                    "java.time..",
                    "org.jspecify.."));

    @ArchTest
    static final ArchRule whoMayDoWhatIsPlainJava = classes()
            .that()
            .resideInAPackage("dev.muster.coordinator.auth")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "dev.muster.coordinator.auth",
                    "dev.muster.common.model..",
                    "java.lang..",
                    "java.util",
                    "java.util.regex",
                    "java.util.function",
                    "java.util.stream",
                    "java.nio.charset",
                    "java.security",
                    "org.jspecify.."));

    /** A second place would be one where it is forgotten that the time of a comparison tells something. */
    @ArchTest
    static final ArchRule secretsAreComparedInOnePlace = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.muster.coordinator.auth.TokenHash")
            .should()
            .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class);

    /** What is answered over HTTP is a route, and a route has named its permission. */
    @ArchTest
    static final ArchRule onlyTheRouteTableGivesAServerSomethingToAnswer = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.muster.coordinator.http.RouteTable")
            .should()
            .callMethodWhere(target(owner(assignableTo(ServerBuilder.class)))
                    .and(target(nameMatching(
                            "route|service|serviceUnder|annotatedService|virtualHost|defaultVirtualHost|withVirtualHost"
                                    + "|withRoute|routeDecorator|contextPath"))));

    @ArchTest
    static final ArchRule nothingElseIsAService =
            noClasses().that().resideInAPackage("dev.muster..").should().beAssignableTo(HttpService.class);

    @ArchTest
    static final ArchRule theModelIsPlainJava = classes()
            .that()
            .resideInAPackage("dev.muster.common.model..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(
                    "dev.muster.common.model..",
                    "java.lang..",
                    "java.util",
                    "java.util.regex",
                    "java.util.function",
                    "java.util.stream",
                    "org.jspecify.."));

    @ArchTest
    static final ArchRule coresHaveNoClockThreadOrChance = noClasses()
            .that()
            .resideInAnyPackage("dev.muster.agent.core", "dev.muster.coordinator.core", "dev.muster.common.model..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("java\\.lang\\.(Thread|Process|ProcessBuilder|ProcessHandle|Runtime)")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("java\\.util\\.(Random|SplittableRandom|UUID|Timer)");

    @ArchTest
    static final ArchRule nettyStaysInTheTransport =
            only("io.netty..", "dev.muster.common.net..", "dev.muster.common.wire..", "dev.muster.benchmarks..");

    @ArchTest
    static final ArchRule armeriaStaysInHttp = only("com.linecorp.armeria..", "dev.muster.coordinator.http..");

    @ArchTest
    static final ArchRule curatorStaysInStoreAndLeader = only(
            "org.apache.curator..",
            "dev.muster.coordinator.store.zookeeper..",
            "dev.muster.coordinator.leader..",
            "dev.muster.benchmarks..");

    @ArchTest
    static final ArchRule picocliStaysInTheCommandLine =
            only("picocli..", "dev.muster.cli..", "dev.muster.benchmarks..", "dev.muster.simulation..");

    @ArchTest
    static final ArchRule compressStaysInTheInstaller =
            only("org.apache.commons.compress..", "dev.muster.agent.install..");

    @ArchTest
    static final ArchRule processesAreStartedWhereTheyAreTheJob = noClasses()
            .that(not(resideInAnyPackage(
                    "dev.muster.agent.process..",
                    "dev.muster.agent.probe..",
                    "dev.muster.agent.preflight..",
                    "dev.muster.coordinator.balancer",
                    "dev.muster.cli..",
                    "dev.muster.benchmarks..")))
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.lang\\.(ProcessBuilder|Process)");

    @ArchTest
    static final ArchRule noPackageCycles =
            slices().matching("dev.muster.(*).(*)..").should().beFreeOfCycles();

    private static ArchRule only(String library, String... homes) {
        return noClasses()
                .that(not(resideInAnyPackage(homes)))
                .and(resideInAPackage("dev.muster.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library);
    }
}
