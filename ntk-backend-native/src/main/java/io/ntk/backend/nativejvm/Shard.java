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
 * The primal pass of some trials: what the sweeps need of it. Trials are independent, so shards are the unit
 * of parallel work, and small enough that a step of a shard stays in the cache.
 *
 * @param order the trials
 * @param coefficients for each coefficient node of the program, its values {@code [rows, width]}, a row for each step of a trial as they
 *     are in {@code order}
 * @param features for each feature matrix, {@code [rows, depth]}
 * @param startDepths for each feature matrix, how many columns count at the first step: all others are zero there
 */
record Shard(ShardTrials order, List<Scratch> coefficients, List<Memory> features, List<Integer> startDepths)
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

    /** How many trials have steps. */
    int trials() {
        return order.running(0);
    }

    /**
     * Runs the model on some trials.
     *
     * @param states receives the observed part of the state, {@code [B, T, H]}
     */
    static Shard evaluate(Context context, ShardTrials order, double[] states) {
        Problem problem = context.problem();
        Arithmetic arithmetic = context.arithmetic();
        int trials = order.running(0);
        List<Scratch> coefficients = new ArrayList<>();
        for (Node node : context.program().coefficients()) {
            coefficients.add(arithmetic.scratch(Math.multiplyExact(order.rows(), node.width())));
        }
        List<Memory> features = new ArrayList<>();
        List<Integer> startDepths = new ArrayList<>();
        try (Evaluator evaluator =
                new Evaluator(context.engine(), context.program(), context.evaluated(), context.theta(), trials)) {
            List<Scratch> featureRows = new ArrayList<>();
            for (ParameterBlock.Features matrix : context.parameters().features()) {
                features.add(arithmetic.memory((long) order.rows() * matrix.depth()));
                featureRows.add(arithmetic.scratch(trials * matrix.depth()));
            }
            setInitialState(problem, context.program(), evaluator, order);
            for (int step = 0; step < order.steps(); step++) {
                setInput(problem, context.program(), evaluator, order, step);
                int rowsBefore = order.rowsBefore(step);
                int at = step;
                int running = order.running(step);
                evaluator.run(
                        step, running, context.program().coefficients(), (index, values, from, firstRow, count) -> {
                            Node node = context.program().coefficients().get(index);
                            requireFinite(context, node, values, from, count, order, firstRow, at);
                            int to = (rowsBefore + firstRow) * node.width();
                            arithmetic.narrow(values, from, coefficients.get(index), to, count);
                        });
                recordFeatures(context, evaluator, order, step, featureRows, features);
                if (step == 0) {
                    for (ParameterBlock.Features matrix : context.parameters().features()) {
                        startDepths.add(startDepth(matrix, evaluator));
                    }
                }
                advance(context, evaluator, order, step, states);
            }
        } catch (RuntimeException | Error e) {
            features.forEach(Memory::close);
            throw e;
        }
        return new Shard(order, coefficients, features, startDepths);
    }

    private static void setInitialState(Problem problem, StepProgram program, Evaluator evaluator, ShardTrials order) {
        int hidden = problem.model().hiddenSize();
        for (int part = 0; part < program.next().size(); part++) {
            double[] state = evaluator.value(program.state().get(part));
            for (int place = 0; place < order.running(0); place++) {
                for (int unit = 0; unit < hidden; unit++) {
                    state[place * hidden + unit] = problem.initialState().get(order.trial(place), part * hidden + unit);
                }
            }
        }
    }

    private static void setInput(
            Problem problem, StepProgram program, Evaluator evaluator, ShardTrials order, int step) {
        int size = problem.model().inputSize();
        double[] input = evaluator.value(program.input());
        for (int place = 0; place < order.running(step); place++) {
            for (int channel = 0; channel < size; channel++) {
                input[place * size + channel] = problem.inputs().get(order.trial(place), step, channel);
            }
        }
    }

    private static void recordFeatures(
            Context context,
            Evaluator evaluator,
            ShardTrials order,
            int step,
            List<Scratch> featureRows,
            List<Memory> features) {
        Arithmetic arithmetic = context.arithmetic();
        int trials = order.running(step);
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
            arithmetic.store(rows, 0, features.get(i), order.rowsBefore(step) * depth, trials * depth);
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
            Context context,
            Node node,
            double[] values,
            int from,
            int count,
            ShardTrials order,
            int firstRow,
            int step) {
        double largest = largest(context);
        for (int i = 0; i < count; i++) {
            if (!(Math.abs(values[from + i]) <= largest)) {
                throw new NtkException(
                        ErrorId.NON_FINITE,
                        "The derivative of cell '" + context.problem().model().name() + "' holds " + values[from + i]
                                + " in trial " + order.trial(firstRow + i / node.width()) + " at step " + step + ".",
                        "The dynamics explode or divide by zero there; check the weights and inputs.");
            }
        }
    }

    private static void advance(Context context, Evaluator evaluator, ShardTrials order, int step, double[] states) {
        int running = order.running(step);
        Problem problem = context.problem();
        int hidden = problem.model().hiddenSize();
        double largest = largest(context);
        List<double[]> next = new ArrayList<>();
        for (Node node : context.program().next()) {
            double[] values = evaluator.value(node);
            for (int i = 0; i < running * hidden; i++) {
                if (!(Math.abs(values[i]) <= largest)) {
                    throw new NtkException(
                            ErrorId.NON_FINITE,
                            "The state of cell '" + problem.model().name() + "' is " + values[i] + " in trial "
                                    + order.trial(i / hidden) + " at step " + step + ", unit " + i % hidden + ".",
                            "The dynamics explode there: shorten the sequence, or check the weights and inputs.");
                }
            }
            // A part may take another's place, which is read before it is written.
            next.add(node.op() == Op.STATE ? values.clone() : values);
        }
        for (int part = 0; part < next.size(); part++) {
            double[] state = evaluator.value(context.program().state().get(part));
            System.arraycopy(next.get(part), 0, state, 0, running * hidden);
        }
        double[] observed = next.get(problem.model().cell().observedPart());
        for (int place = 0; place < running; place++) {
            int at = (order.trial(place) * problem.inputs().steps() + step) * hidden;
            System.arraycopy(observed, place * hidden, states, at, hidden);
        }
    }

    @Override
    public void close() {
        features.forEach(Memory::close);
    }
}
