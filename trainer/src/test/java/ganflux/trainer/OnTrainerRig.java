package ganflux.trainer;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** One rig for the tests of a class, which follow each other, and for each of them a directory and no reports yet. */
abstract class OnTrainerRig {
    @SuppressWarnings("NullAway.Init") // before all tests
    static TrainerRig rig;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @BeforeAll
    static void start(@TempDir Path kafka) {
        rig = new TrainerRig(kafka);
    }

    @BeforeEach
    void forgetReports() {
        rig.reports.clear();
    }

    @AfterAll
    static void stop() {
        rig.close();
    }
}
