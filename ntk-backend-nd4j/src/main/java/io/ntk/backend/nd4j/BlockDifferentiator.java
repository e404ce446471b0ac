package io.ntk.backend.nd4j;

import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.linalg.MultiVectors;
import io.ntk.api.model.Readout;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.Factor;
import io.ntk.api.spi.Problem;
import io.ntk.program.Lane;
import io.ntk.program.ParameterBlock;
import io.ntk.program.StepProgram;
import io.ntk.program.Term;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * All vectors of a block at once. The cell is recorded once and run once; the derivative is then a linear recursion over
 * blocks {@code [trials, k, width]}, in which every weight takes one matrix product and every coefficient of the
 * {@link StepProgram} is read once for k vectors.
 */
final class BlockDifferentiator implements Differentiator {
    private final Sizes sizes;
    private final Storage storage;
    private final BlockPool pool;
    private final BackendOptions options;
    private final StepWindow window;
    private final StepProgram program;
    private final ParameterBlock.Set parameters;
    private final Trajectory trajectory;
    private final Deque<Runnable> resources = new ArrayDeque<>();
    private final LinearizedProgram linearized;

    /**
     * Runs the model and keeps the coefficients of its derivative; the options' memory limit bounds what one application
     * takes beyond its argument and result.
     */
    BlockDifferentiator(Problem problem, BlockPool pool, BackendOptions options) {
        this.pool = pool;
        this.sizes = Sizes.of(problem);
        this.storage = new Storage(problem.precision());
        this.options = options;
        this.window = StepWindow.of(sizes.steps(), sizes.trials());
        this.program = StepProgram.trace(problem.model());
        this.parameters = ParameterBlock.Set.of(
                program,
                problem.selectedLayout(),
                sizes.observable().isOutput() ? program.next().get(sizes.observedPart()) : null);
        this.trajectory = new Trajectory(problem);
        try {
            Weights weights = new Weights(storage, problem.parameters());
            resources.push(weights::close);
            this.linearized =
                    new LinearizedProgram(program, parameters, weights, storage, sizes.steps(), sizes.trials());
            resources.push(linearized::close);
            simulate(problem, weights);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void simulate(Problem problem, Weights weights) {
        List<INDArray> state = new ArrayList<>();
        try (StepEvaluator step = new StepEvaluator(
                program, program.needed(parameters.featureNodes()), weights, storage, sizes.trials())) {
            for (int part = 0; part < sizes.parts(); part++) {
                state.add(storage.of(Trajectory.initialPart(problem, part), sizes.trials(), sizes.hidden()));
            }
            for (int t = 0; t < sizes.steps(); t++) {
                try (INDArray input = storage.of(Trajectory.input(problem, t), sizes.trials(), sizes.input())) {
                    step.run(t, input, state);
                    linearized.keep(t, step);
                    List<INDArray> next = program.next().stream()
                            .map(node -> step.value(node).dup('c'))
                            .toList();
                    state.forEach(INDArray::close);
                    state = next;
                }
                observe(t, state, problem.model(), weights);
            }
        } finally {
            state.forEach(INDArray::close);
        }
    }

    private void observe(int t, List<INDArray> state, RecurrentModel model, Weights weights) {
        double[] values = new double[sizes.trials() * sizes.hidden()];
        for (INDArray part : state) {
            storage.read(part, 0, values);
            trajectory.requireFinite("state", t, values, sizes.hidden());
        }
        INDArray observed = state.get(sizes.observedPart());
        storage.read(observed, 0, values);
        if (sizes.observable().isOutput()) {
            values = outputs(observed, model.layout(), weights);
            trajectory.requireFinite("output", t, values, sizes.observed());
        }
        if (sizes.isObserved(t)) {
            trajectory.observe(t, values);
        }
    }

    private double[] outputs(INDArray observed, ParameterLayout layout, Weights weights) {
        ParameterTensor bias = layout.contains(Readout.BIAS) ? layout.tensor(Readout.BIAS) : null;
        try (INDArray outputs = storage.uninitialized(sizes.trials(), sizes.observed())) {
            weights.affine(observed, layout.tensor(Readout.WEIGHT), bias, outputs);
            double[] values = new double[sizes.trials() * sizes.observed()];
            storage.read(outputs, 0, values);
            return values;
        }
    }

    @Override
    public double[] observations() {
        return trajectory.observed();
    }

    @Override
    public void multiply(Factor factor, INDArray in, INDArray out) {
        int k = (int) in.size(0);
        int chunk = chunk(k);
        for (int column = 0; column < k; column += chunk) {
            multiply(factor, in, out, column, Math.min(chunk, k - column));
        }
    }

    @Override
    public void multiplyAdjoint(Factor factor, INDArray in, INDArray out) {
        int k = (int) in.size(0);
        int chunk = chunk(k);
        for (int column = 0; column < k; column += chunk) {
            multiplyAdjoint(factor, in, out, column, Math.min(chunk, k - column));
        }
    }

    /**
     * The columns of a chunk: all k if they fit the memory limit, otherwise nearly equal shares that do, at least one.
     */
    private int chunk(int k) {
        return MultiVectors.evenShare(k, options.columnsAtATime(bytesPerColumn()));
    }

    /** What a sweep takes: two steps of blocks, a window at each parameter site, and the parameters at each site. */
    private long bytesPerColumn() {
        long step = 2L * (sizes.perturbation() + widths(program.nextTerms()));
        for (StepProgram.Feature feature : program.features()) {
            step += 2L * (feature.site().featureWidth() + widths(List.of(feature.terms())));
        }
        for (Lane lane : program.lanes()) {
            step += 2L * lane.width();
        }
        long elements = step * sizes.trials();
        for (ParameterBlock block : parameters.all()) {
            elements += (window.isWhole() ? 1L : 2L) * window.length() * sizes.trials() * block.width();
            elements += (long) block.width() * block.depth();
        }
        return elements * storage.precision().bytes();
    }

    private static long widths(List<List<Term>> sums) {
        return sums.stream().flatMap(List::stream).mapToLong(Term::length).sum();
    }

    private void multiply(Factor factor, INDArray in, INDArray out, int column, int k) {
        StepViews from = new StepViews(sizes, in, column, k);
        StepViews to = new StepViews(sizes, out, column, k);
        try (BlockArena arena = new BlockArena(storage, pool, sizes.trials(), k);
                TangentSweep sweep = new TangentSweep(linearized, arena)) {
            if (factor != Factor.PROPAGATION) {
                sweep.vary(in, column, window);
            }
            BlockSum[] unchanged = stateSums(arena);
            BlockSum[] state = unchanged;
            for (int t = 0; t < sizes.steps(); t++) {
                arena.nextStep();
                state = sweep.step(t, factor == Factor.ONE_STEP ? unchanged : state);
                if (factor == Factor.PROPAGATION) {
                    for (int part = 0; part < sizes.parts(); part++) {
                        state[part].add(from.perturbation(t, part));
                    }
                }
                if (factor == Factor.ONE_STEP) {
                    writePerturbation(t, sweep, state, to, arena);
                } else if (sizes.isObserved(t)) {
                    observed(factor, t, sweep, state[sizes.observedPart()], from)
                            .writeTo(to.observed(t));
                }
            }
        }
    }

    /** The tangent of what is observed at a step, from that of the observed part of the state. */
    private BlockSum observed(Factor factor, int t, TangentSweep sweep, BlockSum part, StepViews from) {
        if (!sizes.observable().isOutput()) {
            return part;
        }
        BlockSum outputs = sweep.outputs(t, part, sizes.observed());
        if (factor == Factor.PROPAGATION) {
            outputs.add(from.perturbation(t, sizes.parts()));
        }
        return outputs;
    }

    private void writePerturbation(int t, TangentSweep sweep, BlockSum[] state, StepViews to, BlockArena arena) {
        for (int part = 0; part < sizes.parts(); part++) {
            state[part].writeTo(to.perturbation(t, part));
        }
        if (sizes.observable().isOutput()) {
            sweep.outputs(t, new BlockSum(arena, sizes.hidden()), sizes.observed())
                    .writeTo(to.perturbation(t, sizes.parts()));
        }
    }

    private void multiplyAdjoint(Factor factor, INDArray in, INDArray out, int column, int k) {
        StepViews from = new StepViews(sizes, in, column, k);
        StepViews to = new StepViews(sizes, out, column, k);
        try (BlockArena arena = new BlockArena(storage, pool, sizes.trials(), k);
                CotangentSweep sweep = new CotangentSweep(linearized, arena)) {
            if (factor != Factor.PROPAGATION) {
                sweep.vary(window);
            }
            BlockSum[] after = seeds(factor, sizes.steps() - 1, sweep, from, arena);
            for (int t = sizes.steps() - 1; t >= 0; t--) {
                if (factor == Factor.PROPAGATION) {
                    writePerturbation(t, after, from, to, arena);
                }
                arena.nextStep();
                // The products of the step add to what is seen of the state before it, which saves a pass over the sum.
                BlockSum[] before = t == 0 ? null : seeds(factor, t - 1, sweep, from, arena);
                sweep.step(t, after, factor == Factor.ONE_STEP ? null : before);
                if (before != null) {
                    after = before;
                }
            }
            if (factor != Factor.PROPAGATION) {
                Views.matrix(out, (long) column * sizes.parameters(), k, sizes.parameters())
                        .assign(0);
                sweep.addGradientsTo(out, column);
            }
        }
    }

    /** What the argument of a transposed factor adds to the cotangent of the state after a step, the readout's share taken out. */
    private BlockSum[] seeds(Factor factor, int t, CotangentSweep sweep, StepViews from, BlockArena arena) {
        BlockSum[] state = stateSums(arena);
        boolean outputs = sizes.observable().isOutput();
        if (factor == Factor.ONE_STEP) {
            for (int part = 0; part < state.length; part++) {
                state[part].add(from.perturbation(t, part));
            }
            if (outputs) {
                sweep.outputs(t, from.perturbation(t, sizes.parts()), null);
            }
        } else if (sizes.isObserved(t)) {
            BlockSum observed = state[sizes.observedPart()];
            if (outputs) {
                sweep.outputs(t, from.observed(t), observed);
            } else {
                observed.add(from.observed(t));
            }
        }
        return state;
    }

    private void writePerturbation(int t, BlockSum[] state, StepViews from, StepViews to, BlockArena arena) {
        for (int part = 0; part < state.length; part++) {
            state[part].writeTo(to.perturbation(t, part));
        }
        if (sizes.observable().isOutput()) {
            BlockSum outputs = new BlockSum(arena, sizes.observed());
            if (sizes.isObserved(t)) {
                outputs.add(from.observed(t));
            }
            outputs.writeTo(to.perturbation(t, sizes.parts()));
        }
    }

    private BlockSum[] stateSums(BlockArena arena) {
        BlockSum[] sums = new BlockSum[sizes.parts()];
        Arrays.setAll(sums, part -> new BlockSum(arena, sizes.hidden()));
        return sums;
    }

    @Override
    public void close() {
        while (!resources.isEmpty()) {
            resources.pop().run();
        }
    }
}
