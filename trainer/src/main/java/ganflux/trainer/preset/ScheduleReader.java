package ganflux.trainer.preset;

import ganflux.trainer.preset.Schedule.Fakes;
import ganflux.trainer.preset.yaml.YamlMapping;
import ganflux.trainer.preset.yaml.YamlValue;
import java.util.List;

/** Reads how a step proceeds. */
final class ScheduleReader {
    static final List<String> KEYS = List.of(
            "first", "discriminator-steps", "more-discriminator-steps", "fakes", "one-batch", "discriminator-loss");
    static final List<String> MORE = List.of("count", "first", "every");

    private static final int MOST = 10_000;

    private ScheduleReader() {}

    private enum Player {
        GENERATOR,
        DISCRIMINATOR
    }

    private enum LossOfBoth {
        SUM,
        MEAN
    }

    static Schedule read(YamlValue value) {
        YamlMapping keys = value.mapping(KEYS);
        int usual = keys.wholeNumber("discriminator-steps", 1, MOST, 1);
        Player first = keys.required("first").choice(Player.class);
        YamlValue fakes = keys.required("fakes");
        DiscriminatorSteps steps = keys.optional("more-discriminator-steps")
                .map(more -> more(more.mapping(MORE), usual))
                .orElse(DiscriminatorSteps.always(usual));
        try {
            return new Schedule(
                    first == Player.GENERATOR,
                    steps,
                    fakes.choice(Fakes.class),
                    keys.required("one-batch").flag(),
                    keys.required("discriminator-loss").choice(LossOfBoth.class) == LossOfBoth.MEAN);
        } catch (IllegalArgumentException e) {
            throw fakes.error(String.valueOf(e.getMessage()));
        }
    }

    private static DiscriminatorSteps more(YamlMapping keys, int usual) {
        int count = keys.required("count").wholeNumber(usual, MOST);
        int first = keys.wholeNumber("first", 0, Integer.MAX_VALUE, 0);
        int every = keys.wholeNumber("every", 0, Integer.MAX_VALUE, 0);
        if (first == 0 && every == 0) {
            throw keys.error("no step has more without 'first' or 'every' of at least 1; give one of them, or both");
        }
        return new DiscriminatorSteps(usual, count, first, every);
    }
}
