package io.ntk.backend.nativejvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ntk.api.cell.GruCell;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a product with a kernel allocates on the heap is for its tasks: more steps add next to nothing to it. */
final class ProductAllocationTest {
    private static final int TRIALS = 20;
    private static final int HIDDEN = 128;
    private static final int COLUMNS = 16;

    /**
     * For each step: a few views of each product, which a compiler that is done leaves out. Buffers for the operands of
     * every piece took ten times as much.
     */
    private static final long BYTES_PER_STEP = 32_768;

    /** The compiler has to be done with the sweeps: until it is, they allocate iterators. */
    private static final int LEAST_APPLICATIONS = 20;

    private static final int MOST_APPLICATIONS = 300;

    @Test
    void stepsAddNextToNothing() {
        int few = 4;
        int many = 20;
        Blas blas = new PiecewiseBlas(OpenBlas.load());
        try (AutodiffBackend backend = new NativeBackend(
                new Engine(blas, new Workers(2), new MemoryPool(blas, Integer.MAX_VALUE), Integer.MAX_VALUE))) {
            long perStep = Long.MAX_VALUE;
            long leastOfFew = Long.MAX_VALUE;
            long leastOfMany = Long.MAX_VALUE;
            try (Linearization shorter = backend.linearize(problem(few));
                    Linearization longer = backend.linearize(problem(many));
                    MultiVector x = probes(shorter);
                    MultiVector y = probes(shorter);
                    MultiVector longX = probes(longer);
                    MultiVector longY = probes(longer)) {
                for (int i = 0; i < MOST_APPLICATIONS && (i < LEAST_APPLICATIONS || perStep > BYTES_PER_STEP); i++) {
                    leastOfFew =
                            Math.min(leastOfFew, allocated(() -> shorter.ntk().apply(x, y)));
                    leastOfMany =
                            Math.min(leastOfMany, allocated(() -> longer.ntk().apply(longX, longY)));
                    perStep = (leastOfMany - leastOfFew) / (many - few);
                }
            }
            assertThat(perStep).isLessThanOrEqualTo(BYTES_PER_STEP);
        }
    }

    private static Problem problem(int steps) {
        RecurrentModel model = new RecurrentModel("a cell", new GruCell(true), 3, HIDDEN);
        double[] theta = new double[model.layout().size()];
        ProbeDistribution.GAUSSIAN.fill(1, 0, 0, theta, 0, theta.length);
        for (int i = 0; i < theta.length; i++) {
            theta[i] /= Math.sqrt(HIDDEN);
        }
        double[] inputs = new double[TRIALS * steps * 3];
        return new Problem(model, Parameters.of(model.layout(), theta), Inputs.of(TRIALS, steps, 3, inputs));
    }

    private static MultiVector probes(Linearization linearization) {
        return linearization.observationSpace().probes(ProbeDistribution.RADEMACHER, 3, 0, COLUMNS);
    }

    /** The bytes that all threads allocate meanwhile. */
    private static long allocated(Runnable task) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = total(threads);
        task.run();
        return total(threads) - before;
    }

    private static long total(ThreadMXBean threads) {
        return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
    }
}
