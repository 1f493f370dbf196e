package ganflux.monitor.diversity.online;

/**
 * How much of fakes and of reals one class has, by the classifier's judgement of both.
 *
 * @param label the class
 * @param fakes share of the fakes, 0 to 1
 * @param reals share of the reals, 0 to 1
 */
public record ClassShare(int label, double fakes, double reals) {}
