package dev.muster.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.muster", importOptions = ImportOption.DoNotIncludeTests.class)
final class ModulesTest {
    @ArchTest
    static final ArchRule agentDoesNotKnowTheCoordinator = noClasses()
            .that()
            .resideInAPackage("dev.muster.agent..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.muster.coordinator..", "dev.muster.cli..");

    @ArchTest
    static final ArchRule coordinatorDoesNotKnowTheAgent = noClasses()
            .that()
            .resideInAPackage("dev.muster.coordinator..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.muster.agent..", "dev.muster.cli..");
}
