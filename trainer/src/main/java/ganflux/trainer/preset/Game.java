package ganflux.trainer.preset;

/**
 * What the two networks play.
 *
 * @param loss what each of them loses
 */
public record Game(GanLoss loss) {}
