package ganflux.trainer.engine.fast;

import ganflux.trainer.engine.fast.Stage.Affine;
import ganflux.trainer.engine.fast.Stage.Window;
import java.util.Objects;
import java.util.stream.LongStream;
import org.bytedeco.dnnl.memory;

/**
 * The taps of a window that fall on padding wherever the window lies, as the outer ones of 5x5 on maps of one pixel: of no use, their
 * gradient is 0. In bfloat16 without tiles oneDNN 3.11 leaves what was in memory there.
 */
final class IdleTaps {
    private final Natives natives;
    private final Window window;
    private final long filters; // kernels of one channel each
    private final long[] rows;
    private final long[] columns;

    /** Those of {@code stage}, from tensor {@code i} to the next. */
    IdleTaps(Natives natives, Tensors tensors, int i, Affine stage) {
        this.natives = natives;
        window = Objects.requireNonNull(stage.window());
        filters = stage.in() * stage.out();
        Shape in = tensors.shape(i);
        Shape wide = window.transposed() ? tensors.shape(i + 1) : in;
        Shape narrow = window.transposed() ? in : tensors.shape(i + 1);
        Geometry geometry = new Geometry(window, in, false);
        rows = LongStream.range(0, window.rows().kernel())
                .filter(row -> geometry.rows(row, narrow, wide).isEmpty())
                .toArray();
        columns = LongStream.range(0, window.columns().kernel())
                .filter(column -> geometry.columns(column, narrow, wide).isEmpty())
                .toArray();
    }

    /**
     * The gradient with zeros for them; {@code gradient} itself where there are none.
     *
     * @param plain the model's layout of weights: a kernel's taps beside each other, row after row
     */
    memory without(Program program, memory gradient, memory.desc plain) {
        if (rows.length + columns.length == 0) {
            return gradient;
        }
        memory copy = natives.allocate(plain);
        program.add(natives.copy(gradient, copy));
        long height = window.rows().kernel();
        long width = window.columns().kernel();
        for (long row : rows) {
            clear(program, copy, row * width, new long[] {filters, width}, new long[] {height * width, 1});
        }
        for (long column : columns) {
            clear(program, copy, column, new long[] {filters, height}, new long[] {height * width, width});
        }
        return copy;
    }

    private void clear(Program program, memory whole, long offset, long[] dims, long[] strides) {
        memory zeros = natives.zeros(natives.desc(Natives.F32, memory.format_tag.ab, dims));
        program.add(natives.copy(zeros, natives.part(whole, offset, dims, strides)));
    }
}
