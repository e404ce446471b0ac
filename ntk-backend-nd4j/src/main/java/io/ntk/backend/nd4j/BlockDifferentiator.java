package io.ntk.backend.nd4j;

import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.spi.Factor;
import io.ntk.api.spi.Problem;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * All vectors of a block at once. The cell is recorded once and run once; the derivative is then a linear recursion over
 * blocks {@code [trials, k, width]}, in which every affine map is one matrix product and every factor of an element-wise
 * rule is read once for k vectors.
 */
final class BlockDifferentiator implements Differentiator {
    private static final ParameterLayout NO_PARAMETERS =
            ParameterLayout.builder().build();

    private final Sizes sizes;
    private final Storage storage;
    private final BlockPool pool;
    private final long memoryLimit;
    private final StepWindow window;
    private final ParameterLayout selected;
    private final Trajectory trajectory;
    private final Deque<Runnable> resources = new ArrayDeque<>();
    private final LinearizedProgram step;
    private final @Nullable LinearizedProgram readout;

    /**
     * Runs the model and differentiates every operation.
     *
     * @param problem what to differentiate
     * @param pool lends working storage, also after this was made
     * @param memoryLimit bytes that one application may take beyond its argument and result
     */
    BlockDifferentiator(Problem problem, BlockPool pool, long memoryLimit) {
        this.pool = pool;
        this.sizes = Sizes.of(problem);
        this.storage = new Storage(problem.precision());
        this.memoryLimit = memoryLimit;
        this.window = StepWindow.of(sizes.steps(), sizes.trials());
        this.selected = problem.selectedLayout();
        this.trajectory = new Trajectory(problem);
        Program stepProgram = ProgramRecorder.step(problem.model());
        Program readoutProgram = sizes.observable().isOutput() ? ProgramRecorder.readout(problem.model()) : null;
        try {
            Weights weights = new Weights(storage, problem.parameters());
            resources.push(weights::close);
            try (ProgramRun stepRun = run(stepProgram, weights);
                    ProgramRun readoutRun = readoutProgram == null ? null : run(readoutProgram, weights)) {
                simulate(problem, stepRun, readoutRun);
                this.step = linearize(stepProgram, stepRun, weights);
                this.readout = readoutProgram == null || readoutRun == null
                        ? null
                        : linearize(readoutProgram, readoutRun, weights);
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private ProgramRun run(Program program, Weights weights) {
        return new ProgramRun(
                program,
                program.active(true, selected),
                selected::contains,
                weights,
                storage,
                sizes.steps(),
                sizes.trials());
    }

    private LinearizedProgram linearize(Program program, ProgramRun run, Weights weights) {
        LinearizedProgram linearized =
                new LinearizedProgram(program, run, selected, weights, storage, sizes.steps(), sizes.trials());
        resources.push(linearized::close);
        return linearized;
    }

    private void simulate(Problem problem, ProgramRun stepRun, @Nullable ProgramRun readoutRun) {
        INDArray[] state = new INDArray[sizes.parts()];
        try {
            for (int part = 0; part < state.length; part++) {
                state[part] = storage.of(Trajectory.initialPart(problem, part), sizes.trials(), sizes.hidden());
            }
            for (int t = 0; t < sizes.steps(); t++) {
                INDArray time = storage.zeros(sizes.trials(), 1);
                INDArray input = storage.of(Trajectory.input(problem, t), sizes.trials(), sizes.input());
                try {
                    time.assign(t);
                    INDArray[] next = stepRun.step(t, List.of(time, input), state);
                    closeAll(state);
                    state = next;
                    observe(t, state, readoutRun, time);
                } finally {
                    time.close();
                    input.close();
                }
            }
        } finally {
            closeAll(state);
        }
    }

    private void observe(int t, INDArray[] state, @Nullable ProgramRun readoutRun, INDArray time) {
        double[] values = new double[sizes.trials() * sizes.hidden()];
        for (INDArray part : state) {
            storage.read(part, 0, values);
            trajectory.requireFinite("state", t, values, sizes.hidden());
        }
        INDArray observedPart = state[sizes.observedPart()];
        if (readoutRun != null) {
            INDArray output = readoutRun.step(t, List.of(time), new INDArray[] {observedPart})[0];
            double[] outputs = new double[sizes.trials() * sizes.observed()];
            storage.read(output, 0, outputs);
            output.close();
            trajectory.requireFinite("output", t, outputs, sizes.observed());
            if (sizes.isObserved(t)) {
                trajectory.observe(t, outputs);
            }
        } else if (sizes.isObserved(t)) {
            storage.read(observedPart, 0, values);
            trajectory.observe(t, values);
        }
    }

    private static void closeAll(@Nullable INDArray[] arrays) {
        for (int i = 0; i < arrays.length; i++) {
            INDArray array = arrays[i];
            if (array != null && !array.wasClosed()) {
                array.close();
            }
        }
    }

    @Override
    public double[] observations() {
        return trajectory.observed();
    }

    @Override
    public void tangent(Factor derivative, INDArray in, INDArray out) {
        int k = (int) in.size(0);
        int chunk = chunk(k);
        for (int column = 0; column < k; column += chunk) {
            tangent(derivative, in, out, column, Math.min(chunk, k - column));
        }
    }

    @Override
    public void adjoint(Factor derivative, INDArray in, INDArray out) {
        int k = (int) in.size(0);
        int chunk = chunk(k);
        for (int column = 0; column < k; column += chunk) {
            adjoint(derivative, in, out, column, Math.min(chunk, k - column));
        }
    }

    /** How many of k columns fit the memory limit: all, or as many as fit in equal chunks; at least one. */
    private int chunk(int k) {
        long fit = Math.max(1, memoryLimit / bytesPerColumn());
        long chunks = (k + fit - 1) / fit;
        return (int) ((k + chunks - 1) / chunks);
    }

    /** What a sweep takes: two steps of blocks, a window at each parameter site, and the parameters at each site. */
    private long bytesPerColumn() {
        long elements = elementsPerColumn(step);
        LinearizedProgram output = readout;
        if (output != null) {
            elements += elementsPerColumn(output);
        }
        return elements * storage.precision().bytes();
    }

    private long elementsPerColumn(LinearizedProgram program) {
        long elements = 0;
        for (Node node : program.program().nodes()) {
            elements += 4L * sizes.trials() * node.width;
        }
        for (ParameterSite site : program.sites()) {
            int width = site.node().width;
            elements += (window.isWhole() ? 1L : 2L) * window.length() * sizes.trials() * width;
            elements += (long) width * site.featureWidth();
        }
        return elements;
    }

    private boolean[] active(LinearizedProgram program, Factor derivative) {
        return program.program()
                .active(derivative != Factor.ONE_STEP, derivative == Factor.PROPAGATION ? NO_PARAMETERS : selected);
    }

    private void tangent(Factor derivative, INDArray in, INDArray out, int column, int k) {
        boolean parameters = derivative != Factor.PROPAGATION;
        Map<Node, SiteTangent> sites = new LinkedHashMap<>();
        try (BlockArena arena = new BlockArena(storage, pool, sizes.trials(), k)) {
            LinearizedProgram output = readout;
            if (parameters) {
                openTangents(step, sites, in, column, arena);
                if (output != null) {
                    openTangents(output, sites, in, column, arena);
                }
            }
            TangentSweep stepSweep = new TangentSweep(step, active(step, derivative), arena, sites);
            TangentSweep readoutSweep =
                    output == null ? null : new TangentSweep(output, active(output, derivative), arena, sites);
            @Nullable INDArray[] state = new INDArray[sizes.parts()];
            @Nullable INDArray[] nothing = new INDArray[sizes.parts()];
            for (int t = 0; t < sizes.steps(); t++) {
                arena.nextStep();
                @Nullable INDArray[] next = stepSweep.step(t, derivative == Factor.ONE_STEP ? nothing : state);
                if (derivative == Factor.PROPAGATION) {
                    for (int part = 0; part < next.length; part++) {
                        next[part] = plus(arena, next[part], perturbation(in, column, k, t, part));
                    }
                }
                @Nullable INDArray[] outputs = new INDArray[1];
                if (readoutSweep != null && (derivative == Factor.ONE_STEP || sizes.isObserved(t))) {
                    @Nullable INDArray[] shown = new INDArray[1];
                    shown[0] = derivative == Factor.ONE_STEP ? null : next[sizes.observedPart()];
                    outputs = readoutSweep.step(t, shown);
                }
                if (derivative == Factor.ONE_STEP) {
                    for (int part = 0; part < next.length; part++) {
                        write(arena, next[part], perturbation(out, column, k, t, part));
                    }
                    if (readoutSweep != null) {
                        write(arena, outputs[0], perturbation(out, column, k, t, sizes.parts()));
                    }
                } else if (sizes.isObserved(t)) {
                    INDArray shown = next[sizes.observedPart()];
                    if (readoutSweep != null) {
                        shown = derivative == Factor.PROPAGATION
                                ? plus(arena, outputs[0], perturbation(in, column, k, t, sizes.parts()))
                                : outputs[0];
                    }
                    write(arena, shown, observed(out, column, k, t));
                }
                state = next;
            }
        } finally {
            sites.values().forEach(SiteTangent::close);
        }
    }

    private void openTangents(
            LinearizedProgram program, Map<Node, SiteTangent> sites, INDArray in, int column, BlockArena arena) {
        for (ParameterSite site : program.sites()) {
            sites.put(site.node(), new SiteTangent(site, in, column, arena, window));
        }
    }

    private void openAdjoints(LinearizedProgram program, Map<Node, SiteAdjoint> sites, BlockArena arena) {
        for (ParameterSite site : program.sites()) {
            sites.put(site.node(), new SiteAdjoint(site, arena, window));
        }
    }

    private void adjoint(Factor derivative, INDArray in, INDArray out, int column, int k) {
        boolean parameters = derivative != Factor.PROPAGATION;
        Map<Node, SiteAdjoint> sites = new LinkedHashMap<>();
        try (BlockArena arena = new BlockArena(storage, pool, sizes.trials(), k)) {
            LinearizedProgram output = readout;
            if (parameters) {
                openAdjoints(step, sites, arena);
                if (output != null) {
                    openAdjoints(output, sites, arena);
                }
            }
            AdjointSweep stepSweep = new AdjointSweep(step, active(step, derivative), arena, sites);
            AdjointSweep readoutSweep =
                    output == null ? null : new AdjointSweep(output, active(output, derivative), arena, sites);
            @Nullable INDArray[] state = new INDArray[sizes.parts()];
            for (int t = sizes.steps() - 1; t >= 0; t--) {
                arena.nextStep();
                if (derivative == Factor.ONE_STEP) {
                    for (int part = 0; part < state.length; part++) {
                        state[part] = perturbation(in, column, k, t, part);
                    }
                    if (readoutSweep != null) {
                        readoutSweep.step(t, new INDArray[] {perturbation(in, column, k, t, sizes.parts())});
                    }
                    stepSweep.step(t, state);
                    continue;
                }
                INDArray shown = sizes.isObserved(t) ? observed(in, column, k, t) : null;
                if (derivative == Factor.PROPAGATION && readoutSweep != null) {
                    write(arena, shown, perturbation(out, column, k, t, sizes.parts()));
                }
                if (shown != null) {
                    INDArray reached =
                            readoutSweep == null ? shown : readoutSweep.step(t, new INDArray[] {shown})[0];
                    int part = sizes.observedPart();
                    state[part] = reached == null ? state[part] : plus(arena, state[part], reached);
                }
                if (derivative == Factor.PROPAGATION) {
                    for (int part = 0; part < state.length; part++) {
                        write(arena, state[part], perturbation(out, column, k, t, part));
                    }
                }
                state = stepSweep.step(t, state);
            }
            if (parameters) {
                Views.matrix(out, (long) column * sizes.parameters(), k, sizes.parameters())
                        .assign(0);
                sites.values().forEach(site -> site.addTo(out, column));
            }
        } finally {
            sites.values().forEach(SiteAdjoint::close);
        }
    }

    /** The sum of a contiguous block, which may be null for zero, and a view. */
    private static INDArray plus(BlockArena arena, @Nullable INDArray a, INDArray view) {
        INDArray sum = arena.copy(view);
        return a == null ? sum : sum.addi(a);
    }

    private static void write(BlockArena arena, @Nullable INDArray block, INDArray view) {
        RowCopy.copy(block == null ? arena.take((int) view.size(2)).assign(0) : block, view);
    }

    /** {@return what is observed at a step, as a view {@code [trials, k, observed]} of {@code [k, trials, steps, observed]}} */
    private INDArray observed(INDArray vectors, int column, int k, int t) {
        return stepOf(
                vectors,
                column,
                k,
                sizes.observedSteps(),
                sizes.observed(),
                sizes.observedIndex(t),
                0,
                sizes.observed());
    }

    /** {@return a part of a step's perturbation, the outputs' part after those of the state, likewise} */
    private INDArray perturbation(INDArray vectors, int column, int k, int t, int part) {
        int width = part < sizes.parts() ? sizes.hidden() : sizes.observed();
        return stepOf(vectors, column, k, sizes.steps(), sizes.perturbation(), t, part * sizes.hidden(), width);
    }

    private INDArray stepOf(INDArray vectors, int column, int k, int steps, int stride, int t, int from, int width) {
        long trial = (long) steps * stride;
        long vector = trial * sizes.trials();
        return Views.of(
                vectors,
                column * vector + (long) t * stride + from,
                new long[] {sizes.trials(), k, width},
                trial,
                vector,
                1);
    }

    @Override
    public void close() {
        while (!resources.isEmpty()) {
            resources.pop().run();
        }
    }
}
