package ganflux.trainer;

import ganflux.stream.command.UserError;

/** What to tell a user of a trainer that is out of memory: JavaCPP throws the error at a bound of its own, too. */
public final class OutOfMemory {
    private OutOfMemory() {}

    /** One line, with {@code error} as its cause. */
    public static UserError explained(OutOfMemoryError error) {
        return new UserError(
                "the trainer is out of memory (" + error.getMessage()
                        + "); give its process or container more, or train a preset of smaller networks or batches",
                error);
    }
}
