package ganflux.trainer.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ganflux.trainer.engine.TinyNetworks;
import ganflux.trainer.gan.NetworkState.RunningRange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;

class NetworkStateTest {
    /** Batch norm comes first, with gamma, beta, mean and log10 of the deviation of two channels: parameters 0 to 7. */
    @Test
    void travelsToANetworkLikeIt() throws Exception {
        MultiLayerNetwork from = network(1);
        MultiLayerNetwork to = network(2);
        from.getUpdater().getStateViewArray().assign(.25);
        from.setIterationCount(9);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(NetworkState.of(from));
        }
        NetworkState state;
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            state = (NetworkState) in.readObject();
        }
        from.params().addi(1); // a copy was taken

        state.into(to);

        assertThat(to.params()).isEqualTo(network(1).params());
        assertThat(to.getUpdater().getStateViewArray().toFloatVector()).containsOnly(.25f);
        assertThat(to.getIterationCount()).isEqualTo(9);
        assertThat(state.running()).containsExactly(new RunningRange(4, 6, 2, true));
    }

    @Test
    void aStateOfAnotherNetworkIsRefused() {
        NetworkState state = new NetworkState(new float[3], new float[0], 0, List.of());

        assertThatThrownBy(() -> state.into(network(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a state of 3 numbers is not one of a network of ");
    }

    private static MultiLayerNetwork network(int seed) {
        return TinyNetworks.engine(TinyNetworks.convolutional(seed, new Adam(1), DataType.FLOAT))
                .network();
    }
}
