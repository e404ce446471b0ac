package io.ntk.backend.nativejvm;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.spi.Problem;
import io.ntk.program.Node;
import io.ntk.program.Op;
import io.ntk.program.ParameterBlock;
import io.ntk.program.StepProgram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The primal pass of some consecutive trials: what the sweeps need of it. Trials are independent, so shards are the unit
 * of parallel work, and small enough that a step of a shard stays in the cache.
 *
 * @param firstTrial the first trial
 * @param trials how many
 * @param coefficients for each coefficient node of the program, its values {@code [T, trials, width]}
 * @param features for each feature matrix, {@code [T · trials, depth]}
 * @param startDepths for each feature matrix, how many columns count at the first step: all others are zero there
 */
record Shard(int firstTrial, int trials, List<Scratch> coefficients, List<Memory> features, List<Integer> startDepths)
        implements AutoCloseable {
    /** What all shards of a linearization share. */
    record Context(
            Engine engine,
            Arithmetic arithmetic,
            Problem problem,
            StepProgram program,
            ParameterBlock.Set parameters,
            Memory theta) {
        /** The values that are needed in one piece after a step: the next state, and what parameters are multiplied by. */
        List<Node> evaluated() {
            List<Node> nodes = new ArrayList<>(program.next());
            nodes.addAll(parameters.featureNodes());
            return nodes;
        }
    }

    /**
     * Runs the model on some trials.
     *
     * @param states receives the observed part of the state, {@code [B, T, H]}
     */
    static Shard evaluate(Context context, int firstTrial, int trials, double[] states) {
        Problem problem = context.problem();
        Arithmetic arithmetic = context.arithmetic();
        int steps = problem.inputs().steps();
        List<Scratch> coefficients = new ArrayList<>();
        for (Node node : context.program().coefficients()) {
            coefficients.add(arithmetic.scratch(Math.toIntExact((long) steps * trials * node.width())));
        }
        List<Memory> features = new ArrayList<>();
        List<Integer> startDepths = new ArrayList<>();
        try (Evaluator evaluator =
                new Evaluator(context.engine(), context.program(), context.evaluated(), context.theta(), trials)) {
            List<Scratch> featureRows = new ArrayList<>();
            for (ParameterBlock.Features matrix : context.parameters().features()) {
                features.add(arithmetic.memory((long) steps * trials * matrix.depth()));
                featureRows.add(arithmetic.scratch(trials * matrix.depth()));
            }
            setInitialState(problem, context.program(), evaluator, firstTrial, trials);
            for (int step = 0; step < steps; step++) {
                setInput(problem, context.program(), evaluator, firstTrial, trials, step);
                int rowsBefore = step * trials;
                int at = step;
                evaluator.run(step, context.program().coefficients(), (index, values, from, firstRow, count) -> {
                    Node node = context.program().coefficients().get(index);
                    requireFinite(context, node, values, from, count, firstTrial + firstRow, at);
                    int to = (rowsBefore + firstRow) * node.width();
                    arithmetic.narrow(values, from, coefficients.get(index), to, count);
                });
                recordFeatures(context, evaluator, trials, step, featureRows, features);
                if (step == 0) {
                    for (ParameterBlock.Features matrix : context.parameters().features()) {
                        startDepths.add(startDepth(matrix, evaluator));
                    }
                }
                advance(context, evaluator, firstTrial, trials, step, states);
            }
        } catch (RuntimeException | Error e) {
            features.forEach(Memory::close);
            throw e;
        }
        return new Shard(firstTrial, trials, coefficients, features, startDepths);
    }

    private static void setInitialState(
            Problem problem, StepProgram program, Evaluator evaluator, int firstTrial, int trials) {
        int hidden = problem.model().hiddenSize();
        for (int part = 0; part < program.next().size(); part++) {
            double[] state = evaluator.value(program.state().get(part));
            for (int trial = 0; trial < trials; trial++) {
                for (int unit = 0; unit < hidden; unit++) {
                    state[trial * hidden + unit] = problem.initialState().get(firstTrial + trial, part * hidden + unit);
                }
            }
        }
    }

    private static void setInput(
            Problem problem, StepProgram program, Evaluator evaluator, int firstTrial, int trials, int step) {
        int size = problem.model().inputSize();
        double[] input = evaluator.value(program.input());
        for (int trial = 0; trial < trials; trial++) {
            for (int channel = 0; channel < size; channel++) {
                input[trial * size + channel] = problem.inputs().get(firstTrial + trial, step, channel);
            }
        }
    }

    private static void recordFeatures(
            Context context,
            Evaluator evaluator,
            int trials,
            int step,
            List<Scratch> featureRows,
            List<Memory> features) {
        Arithmetic arithmetic = context.arithmetic();
        for (int i = 0; i < features.size(); i++) {
            ParameterBlock.Features matrix = context.parameters().features().get(i);
            int depth = matrix.depth();
            Scratch rows = featureRows.get(i);
            int at = 0;
            for (ParameterBlock.FeatureColumns columns : matrix.columns()) {
                Node node = columns.node();
                for (int trial = 0; trial < trials; trial++) {
                    if (node == null) {
                        arithmetic.set(rows, trial * depth + at, 1);
                    } else {
                        arithmetic.narrow(
                                evaluator.value(node), trial * node.width(), rows, trial * depth + at, node.width());
                    }
                }
                at += columns.width();
            }
            arithmetic.store(rows, 0, features.get(i), step * trials * depth, trials * depth);
        }
    }

    private static int startDepth(ParameterBlock.Features matrix, Evaluator evaluator) {
        int ofInputs = 0;
        for (ParameterBlock.FeatureColumns columns : matrix.columns()) {
            Node node = columns.node();
            if (node == null || !columns.isOfState()) {
                ofInputs += columns.width();
            } else if (Arrays.stream(evaluator.value(node)).anyMatch(value -> value != 0)) {
                return matrix.depth();
            }
        }
        return ofInputs == 0 ? matrix.depth() : ofInputs;
    }

    /** The primal pass runs in float64, but what leaves the range of the sweeps' precision is infinite there. */
    private static double largest(Context context) {
        return context.arithmetic().precision() == Precision.FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE;
    }

    /** A division by zero can make a derivative infinite where the states are finite. */
    private static void requireFinite(
            Context context, Node node, double[] values, int from, int count, int firstTrial, int step) {
        double largest = largest(context);
        for (int i = 0; i < count; i++) {
            if (!(Math.abs(values[from + i]) <= largest)) {
                throw new NtkException(
                        ErrorId.NON_FINITE,
                        "The derivative of cell '" + context.problem().model().name() + "' holds " + values[from + i]
                                + " in trial " + (firstTrial + i / node.width()) + " at step " + step + ".",
                        "The dynamics explode or divide by zero there; check the weights and inputs.");
            }
        }
    }

    private static void advance(
            Context context, Evaluator evaluator, int firstTrial, int trials, int step, double[] states) {
        Problem problem = context.problem();
        int hidden = problem.model().hiddenSize();
        double largest = largest(context);
        List<double[]> next = new ArrayList<>();
        for (Node node : context.program().next()) {
            double[] values = evaluator.value(node);
            for (int i = 0; i < values.length; i++) {
                if (!(Math.abs(values[i]) <= largest)) {
                    throw new NtkException(
                            ErrorId.NON_FINITE,
                            "The state of cell '" + problem.model().name() + "' is " + values[i] + " in trial "
                                    + (firstTrial + i / hidden) + " at step " + step + ", unit " + i % hidden + ".",
                            "The dynamics explode there: shorten the sequence, or check the weights and inputs.");
                }
            }
            // A part may take another's place, which is read before it is written.
            next.add(node.op() == Op.STATE ? values.clone() : values);
        }
        for (int part = 0; part < next.size(); part++) {
            double[] state = evaluator.value(context.program().state().get(part));
            System.arraycopy(next.get(part), 0, state, 0, state.length);
        }
        double[] observed = next.get(problem.model().cell().observedPart());
        for (int trial = 0; trial < trials; trial++) {
            int at = ((firstTrial + trial) * problem.inputs().steps() + step) * hidden;
            System.arraycopy(observed, trial * hidden, states, at, hidden);
        }
    }

    @Override
    public void close() {
        features.forEach(Memory::close);
    }
}
