package ganflux.stream.command;

/** What the numbers of TCP ports may be. */
public final class Ports {
    /** The highest. */
    public static final int HIGHEST = 65_535;

    private Ports() {}
}
