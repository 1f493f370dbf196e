package ganflux.trainer.engine.fast;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;

/** Steps in the order in which a pass runs them. */
final class Program {
    private final List<Step> steps = new ArrayList<>();

    /** One piece of a pass. */
    @FunctionalInterface
    interface Step {
        void run();
    }

    /**
     * A primitive with its arguments bound.
     *
     * @param arguments the first of {@code count} arguments in a row
     */
    record Call(dnnl_stream stream, dnnl_primitive primitive, dnnl_exec_arg_t arguments, int count) implements Step {
        @Override
        public void run() {
            int status = dnnl.dnnl_primitive_execute(primitive, stream, count, arguments);
            if (status != dnnl.dnnl_success) {
                throw new IllegalStateException("oneDNN refused to run a primitive: status " + status);
            }
        }
    }

    void add(Step step) {
        steps.add(step);
    }

    void run() {
        for (int i = 0; i < steps.size(); i++) {
            steps.get(i).run();
        }
    }
}
