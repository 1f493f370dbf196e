package ganflux.stream.command;

/** An option or argument that cannot be meant: as {@link UserError}, with exit code 2. */
public final class UsageError extends UserError {
    private static final long serialVersionUID = 1L;

    /** Takes one line for the user. */
    public UsageError(String message) {
        super(message);
    }

    @Override
    public int exitCode() {
        return 2;
    }
}
