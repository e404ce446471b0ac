package io.ntk.backend.nativejvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.GruCell;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Observable;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.Readout;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.Factor;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.tck.cell.VocabularyCell;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a product allocates on the heap is for its tasks: more steps add nothing to it, compiled or not. */
final class ProductAllocationTest {
    /** So many that no slab has more than one step, whatever their number. */
    private static final int TRIALS = 256;

    /** With the trials and the columns, enough for products in pieces. */
    private static final int HIDDEN = 32;

    private static final int COLUMNS = 8;
    private static final int FEW = 3;
    private static final int MANY = 9;

    /** Bytes of the smallest object there is. */
    private static final int OBJECT = 16;

    /** Until all code that products run has been loaded and linked. */
    private static final int APPLICATIONS = 4;

    private static Problem problem(Cell cell, Observable observable, int steps) {
        RecurrentModel model = new RecurrentModel("a cell", cell, 3, HIDDEN, Optional.of(new Readout(3, true)));
        double[] theta = new double[model.layout().size()];
        ProbeDistribution.GAUSSIAN.fill(1, 0, 0, theta, 0, theta.length);
        for (int i = 0; i < theta.length; i++) {
            theta[i] /= 2 * Math.sqrt(HIDDEN);
        }
        double[] inputs = new double[TRIALS * steps * 3];
        return new Problem(model, Parameters.of(model.layout(), theta), Inputs.of(TRIALS, steps, 3, inputs))
                .withObservable(observable);
    }

    /** A cell with one product a step, and one with products of products, without and with those of a readout. */
    static List<Arguments> cells() {
        return List.of(
                Arguments.of(new GruCell(true), Observable.STATES),
                Arguments.of(new VocabularyCell(), Observable.STATES),
                Arguments.of(new VocabularyCell(), Observable.OUTPUTS));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void stepsAddNothing(Cell cell, Observable observable) {
        Blas blas = new PiecewiseBlas(OpenBlas.load(1));
        try (AutodiffBackend backend = new NativeBackend(new Engine(
                        blas,
                        new Workers(1),
                        new MemoryPool(blas, Integer.MAX_VALUE),
                        BackendOptions.defaults().withMemoryLimit(Integer.MAX_VALUE)));
                Linearization shorter = backend.linearize(problem(cell, observable, FEW));
                Linearization longer = backend.linearize(problem(cell, observable, MANY))) {
            for (Factor factor : Factor.values()) {
                assertSame(shorter.operator(factor), longer.operator(factor), LinearOperator::apply);
                assertSame(
                        shorter.operator(factor).adjoint(),
                        longer.operator(factor).adjoint(),
                        LinearOperator::apply);
            }
            assertSame(shorter.ntk(), longer.ntk(), LinearOperator::apply);
            assertSame(shorter.ntk(), longer.ntk(), LinearOperator::pairDots);
        }
    }

    @FunctionalInterface
    private interface Product {
        void run(LinearOperator operator, MultiVector x, MultiVector y);
    }

    private static void assertSame(LinearOperator few, LinearOperator many, Product product) {
        long added = leastAllocated(many, product) - leastAllocated(few, product);
        assertThat(added).as("bytes for more steps of %s", many).isLessThan((long) OBJECT * (MANY - FEW));
    }

    private static long leastAllocated(LinearOperator operator, Product product) {
        try (MultiVector x = operator.domain().probes(ProbeDistribution.RADEMACHER, 3, 0, COLUMNS);
                MultiVector y = operator.range().zeros(COLUMNS)) {
            long least = Long.MAX_VALUE;
            for (int i = 0; i < APPLICATIONS; i++) {
                least = Math.min(least, allocated(() -> product.run(operator, x, y)));
            }
            return least;
        }
    }

    private static long allocated(Runnable task) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        task.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
