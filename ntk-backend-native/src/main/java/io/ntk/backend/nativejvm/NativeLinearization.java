package io.ntk.backend.nativejvm;

import io.ntk.api.Precision;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.Readout;
import io.ntk.api.spi.AbstractLinearization;
import io.ntk.api.spi.Factor;
import io.ntk.api.spi.Problem;
import io.ntk.api.spi.StepStructure;
import io.ntk.program.ParameterBlock;
import io.ntk.program.StepProgram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A traced model's derivative at one point. */
final class NativeLinearization extends AbstractLinearization {
    /** The bytes of one step of a shard at 16 columns that fit in a second-level cache together with the weights. */
    private static final long SHARD_BYTES = 1L << 20;

    private final double[] observations;
    private final Sweeps sweeps;

    private NativeLinearization(Engine engine, Derivative derivative, double[] observations) {
        super(derivative.problem(), space(engine, derivative.problem()));
        this.observations = observations;
        this.sweeps = new Sweeps(derivative, (NativeVectorSpace) parameterSpace());
    }

    private static Function<IndexShape, NativeVectorSpace> space(Engine engine, Problem problem) {
        return shape -> new NativeVectorSpace(engine, shape, problem.precision());
    }

    static NativeLinearization of(Engine engine, Problem problem) {
        Arithmetic arithmetic = engine.arithmetic(problem.precision());
        StepProgram program = StepProgram.trace(problem.model());
        int observedPart = problem.model().cell().observedPart();
        boolean outputs = problem.observable().isOutput();
        ParameterBlock.Set parameters = ParameterBlock.Set.of(
                program, problem.selectedLayout(), outputs ? program.next().get(observedPart) : null);
        double[] theta = problem.parameters().toArray();
        Weights weights = Weights.of(arithmetic, program, theta);
        Memory wideWeights = engine.arithmetic(Precision.FLOAT64).memory(theta.length);
        try {
            wideWeights.doubles.put(0, theta);
            Shard.Context context = new Shard.Context(engine, arithmetic, problem, program, parameters, wideWeights);
            double[] hidden = new double
                    [Math.toIntExact((long) problem.inputs().trials()
                            * problem.inputs().steps()
                            * problem.model().hiddenSize())];
            List<Shard> shards = shards(context, hidden);
            int readoutAt =
                    outputs ? problem.model().layout().tensor(Readout.WEIGHT).offset() : -1;
            Derivative derivative =
                    new Derivative(engine, arithmetic, problem, program, parameters, shards, weights, readoutAt);
            return new NativeLinearization(engine, derivative, observed(problem, theta, hidden));
        } catch (RuntimeException | Error e) {
            weights.close();
            throw e;
        } finally {
            wideWeights.close();
        }
    }

    private static List<Shard> shards(Shard.Context context, double[] states) {
        Problem problem = context.problem();
        int[] ends = problem.usedSteps();
        int trials = (int) Arrays.stream(ends).filter(end -> end > 0).count();
        int threads = context.engine().workers().threads();
        long bytesPerTrial =
                16L * problem.model().hiddenSize() * problem.precision().bytes();
        int most = (int) Math.max(1, SHARD_BYTES / bytesPerTrial);
        // Every thread gets the same number of shards.
        int rounds = (trials + threads * most - 1) / (threads * most);
        int count = Math.min(trials, rounds * threads);
        List<ShardTrials> orders = ShardTrials.deal(ends, count);
        Shard[] shards = new Shard[count];
        try {
            context.engine().workers().run(Math.min(threads, count), thread -> {
                int workers = Math.min(threads, count);
                for (int i = Workers.bound(count, workers, thread);
                        i < Workers.bound(count, workers, thread + 1);
                        i++) {
                    shards[i] = Shard.evaluate(context, orders.get(i), states);
                }
            });
        } catch (RuntimeException | Error e) {
            for (Shard shard : shards) {
                if (shard != null) {
                    shard.close();
                }
            }
            throw e;
        }
        return new ArrayList<>(Arrays.asList(shards));
    }

    private static double[] observed(Problem problem, double[] theta, double[] hidden) {
        int size = problem.model().hiddenSize();
        double[] values = hidden;
        int width = size;
        if (problem.observable().isOutput()) {
            values = outputs(problem, theta, hidden);
            width = problem.model().observedSize(problem.observable());
        }
        if (!problem.observable().isFinal()) {
            return values;
        }
        int trials = problem.inputs().trials();
        int steps = problem.inputs().steps();
        double[] last = new double[trials * width];
        for (int trial = 0; trial < trials; trial++) {
            System.arraycopy(values, (trial * steps + steps - 1) * width, last, trial * width, width);
        }
        return last;
    }

    private static double[] outputs(Problem problem, double[] theta, double[] hidden) {
        Readout readout = problem.model().readout().orElseThrow();
        int size = problem.model().hiddenSize();
        int width = readout.outputSize();
        int weightAt = problem.model().layout().tensor(Readout.WEIGHT).offset();
        int biasAt =
                readout.bias() ? problem.model().layout().tensor(Readout.BIAS).offset() : -1;
        double[] outputs = new double[hidden.length / size * width];
        for (int row = 0; row < hidden.length / size; row++) {
            for (int i = 0; i < width; i++) {
                double sum = biasAt < 0 ? 0 : theta[biasAt + i];
                for (int j = 0; j < size; j++) {
                    sum += theta[weightAt + i * size + j] * hidden[row * size + j];
                }
                outputs[row * width + i] = sum;
            }
        }
        return outputs;
    }

    @Override
    protected void multiply(Factor factor, MultiVector x, MultiVector y) {
        sweeps.forward(factor, (NativeMultiVector) x, (NativeMultiVector) y);
    }

    @Override
    protected void multiplyAdjoint(Factor factor, MultiVector x, MultiVector y) {
        sweeps.reverse(factor, (NativeMultiVector) x, (NativeMultiVector) y);
    }

    @Override
    protected double[] copyObservations() {
        return observations.clone();
    }

    @Override
    public LinearOperator ntk() {
        return new ChunkedGram(sweeps, Factor.JACOBIAN, observationSpace());
    }

    @Override
    public LinearOperator oneStepKernel() {
        return new ChunkedGram(sweeps, Factor.ONE_STEP, perturbationSpace());
    }

    @Override
    public Optional<StepStructure> structure() {
        requireOpen();
        return Optional.of(new NativeStepStructure(sweeps));
    }

    @Override
    protected void free() {
        sweeps.close();
    }
}
