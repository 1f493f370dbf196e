package ganflux.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.v1.RoundReport;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class RoundFiguresTest {
    @Test
    void namesTheSlowestAndTheFastestSlotAndWhatTheRoundTookBesides() {
        assertThat(RoundFigures.of(10, DoubleStream.of(7, 8, 6, 7).summaryStatistics(), .01)
                        .build())
                .isEqualTo(RoundReport.newBuilder()
                        .setSlots(4)
                        .setSeconds(10)
                        .setSlowestSlotSeconds(8)
                        .setFastestSlotSeconds(6)
                        .setOverheadRatio(1 - .8)
                        .setSpreadRatio(.01)
                        .build());
    }

    @Test
    void overheadIsNeverNegative() {
        RoundReport round =
                RoundFigures.of(2, DoubleStream.of(2.5).summaryStatistics(), 0).build();

        assertThat(round.getOverheadRatio()).isZero();
        assertThat(round.getFastestSlotSeconds()).isEqualTo(2.5);
    }
}
