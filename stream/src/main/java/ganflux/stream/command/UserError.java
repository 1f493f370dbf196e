package ganflux.stream.command;

/**
 * A failure that the user can understand and mend: its message is the whole answer, one line that gives the name, the
 * value, the requirement and the remedy. It is printed without a stack trace, and the process ends with exit code 1.
 */
public class UserError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Takes one line for the user. */
    public UserError(String message) {
        super(message);
    }

    /** Takes one line for the user and, for the log, what led to it. */
    public UserError(String message, Throwable cause) {
        super(message, cause);
    }

    /** The exit code of a process that ends with this error: 1, a failure. */
    public int exitCode() {
        return 1;
    }
}
