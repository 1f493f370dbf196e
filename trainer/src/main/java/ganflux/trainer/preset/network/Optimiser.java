package ganflux.trainer.preset.network;

import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.InverseSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** What makes a step of a gradient; each has a rate. */
public sealed interface Optimiser {
    /** As DL4J has it. */
    IUpdater dl4j();

    /** Kingma and Ba (2015). */
    record Adam(double rate, double beta1, double beta2, double epsilon) implements Optimiser {
        @Override
        public IUpdater dl4j() {
            return org.nd4j.linalg.learning.config.Adam.builder()
                    .learningRate(rate)
                    .beta1(beta1)
                    .beta2(beta2)
                    .epsilon(epsilon)
                    .build();
        }
    }

    /**
     * Tieleman and Hinton (2012).
     *
     * @param rho weight of the old mean of squares
     * @param decay the rate of update i, from 0, is rate / (1 + decay * i)
     */
    record RmsProp(double rate, double rho, double epsilon, double decay) implements Optimiser {
        @Override
        public IUpdater dl4j() {
            var builder = org.nd4j.linalg.learning.config.RmsProp.builder()
                    .rmsDecay(rho)
                    .epsilon(epsilon);
            return decay == 0
                    ? builder.learningRate(rate).build()
                    : builder.learningRateSchedule(new InverseSchedule(ScheduleType.ITERATION, rate, decay, 1))
                            .build();
        }
    }

    /** Momentum in Nesterov's form. */
    record Nesterov(double rate, double momentum) implements Optimiser {
        @Override
        public IUpdater dl4j() {
            return new Nesterovs(rate, momentum);
        }
    }

    /** Plain gradient descent. */
    record GradientDescent(double rate) implements Optimiser {
        @Override
        public IUpdater dl4j() {
            return new Sgd(rate);
        }
    }
}
