package ganflux.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Holds ARCHITECTURE.md's arrows. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("ganflux");

    @Test
    void servicesSeeStreamAndNeverEachOther() {
        only("ganflux.ingest..", "ganflux.trainer..", "ganflux.monitor..", "ganflux.broker..", "ganflux.local..");
        only("ganflux.trainer..", "ganflux.ingest..", "ganflux.monitor..", "ganflux.broker..", "ganflux.local..");
        only("ganflux.monitor..", "ganflux.ingest..", "ganflux.trainer..", "ganflux.broker..", "ganflux.local..");
    }

    @Test
    void streamAndBrokerStandAlone() {
        only("ganflux.stream..", "ganflux.ingest..", "ganflux.trainer..", "ganflux.monitor..", "ganflux.local..");
        noClasses()
                .that()
                .resideInAPackage("ganflux.broker..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ganflux.stream..", "ganflux.ingest..", "ganflux.trainer..", "ganflux.monitor..")
                .check(CLASSES);
    }

    @Test
    void theKafkaServerIsInBrokerAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("ganflux.broker..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("kafka..", "org.apache.kafka.server..", "org.apache.kafka.storage..")
                .check(CLASSES);
    }

    @Test
    void nd4jAndDl4jAreInTheTrainerAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackages("ganflux.trainer..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.nd4j..", "org.deeplearning4j..", "org.bytedeco..")
                .check(CLASSES);
    }

    @Test
    void theMathematicsKnowsNeitherKafkaNorCheckpoints() {
        noClasses()
                .that()
                .resideInAnyPackage("ganflux.trainer.gan..", "ganflux.trainer.engine..", "ganflux.trainer.preset..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "ganflux.trainer.checkpoint..", "reactor..")
                .check(CLASSES);
    }

    @Test
    void modulesHaveNoCycles() {
        slices().matching("ganflux.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    private static void only(String from, String... never) {
        noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(never)
                .check(CLASSES);
    }
}
