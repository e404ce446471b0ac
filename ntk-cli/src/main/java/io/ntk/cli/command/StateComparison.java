package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Observable;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.cli.report.Computation;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.ModelReport;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Table;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.arrays.Quoted;
import io.ntk.io.json.JsonObject;
import io.ntk.runtime.model.ChosenTrials;
import io.ntk.runtime.model.ModelReading;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The states that the user's own program computed, compared with ntk's.
 *
 * @param file where they are
 * @param difference of the states as they lie in the file, or in the reading that is closest to that
 * @param reading under which reading they agree, if under any
 * @param swapsInputs whether they agree only if the first axis of the inputs is that of the steps
 * @param tolerance the largest difference that counts as agreement
 * @param computation what computed ntk's
 */
record StateComparison(
        ArrayReference file,
        StateDifference difference,
        Optional<StateReading> reading,
        boolean swapsInputs,
        StateTolerance tolerance,
        Computation computation)
        implements ModelReport {

    /**
     * Compares states that are stored of all trials of the inputs; what belongs to trials that are not run may be anything.
     *
     * @param problem the network on the trials that are run
     * @param trials which they are
     */
    static StateComparison of(
            Workplace place, ArrayReference file, Problem problem, ChosenTrials trials, StateTolerance tolerance) {
        if (problem.observable() != Observable.STATES) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "States are to be compared, but --observe is '"
                            + problem.observable().label() + "'.",
                    "Leave --observe out with --states.");
        }
        if (!problem.restriction().isNone()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "All states are to be compared, but only a part of them is looked at.",
                    "Leave --steps, --units and --valid out with --states.");
        }
        int steps = problem.inputs().steps();
        int units = problem.model().observedSize(Observable.STATES);
        NumericArray read = file.read();
        NumericArray stored = withAllAxes(trials.isPart() ? read : read.requireFinite(), trials.all(), units);
        List<StateReading> readings = StateReading.of(stored.shape(), trials.all(), steps, units);
        if (readings.isEmpty()) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    stored.description() + " has shape " + stored.shape()
                            + ", but the states are [trials, steps, units] = "
                            + List.of(trials.all(), steps, units) + ".",
                    "Save the state after every step, of the last layer, for " + (trials.isPart() ? "all " : "the ")
                            + "trials of --inputs.");
        }
        Comparison literal = Comparison.of(place, problem, trials, stored, readings, tolerance);
        // Of swapped inputs other trials would have been chosen.
        Optional<Comparison> swapped = literal.agreeing().isPresent() || trials.isPart()
                ? Optional.empty()
                : withSwappedInputs(place, problem, stored, tolerance);
        return new StateComparison(
                file,
                literal.differences().get(0),
                swapped.orElse(literal).agreeing(),
                swapped.isPresent(),
                tolerance,
                new Computation(place.backend(), problem, 0, literal.seconds(), place.read()));
    }

    /** How far stored states are from those of a problem in each reading, and in which they agree, if in any. */
    private record Comparison(List<StateDifference> differences, Optional<StateReading> agreeing, double seconds) {
        static Comparison of(
                Workplace place,
                Problem problem,
                ChosenTrials trials,
                NumericArray stored,
                List<StateReading> readings,
                StateTolerance tolerance) {
            int steps = problem.inputs().steps();
            int units = problem.model().observedSize(Observable.STATES);
            Stopwatch watch = Stopwatch.started();
            try (Linearization linearization = place.backend().linearize(problem)) {
                double[] own = linearization.observations();
                double seconds = watch.seconds();
                List<StateDifference> differences = readings.stream()
                        .map(reading ->
                                StateDifference.of(stored, reading, own, trials, steps, units, tolerance.value()))
                        .toList();
                Optional<StateReading> agreeing = readings.stream()
                        .filter(reading ->
                                differences.get(readings.indexOf(reading)).agrees())
                        .findFirst();
                return new Comparison(differences, agreeing, seconds);
            }
        }
    }

    /** {@return the comparison on inputs whose first axis is taken for the steps; empty if the states do not agree then} */
    private static Optional<Comparison> withSwappedInputs(
            Workplace place, Problem problem, NumericArray stored, StateTolerance tolerance) {
        Inputs swapped = swapped(problem.inputs());
        List<StateReading> readings = StateReading.of(
                stored.shape(),
                swapped.trials(),
                swapped.steps(),
                problem.model().observedSize(Observable.STATES));
        if (readings.isEmpty()) {
            return Optional.empty();
        }
        try {
            Problem other = new Problem(
                    problem.model(),
                    problem.parameters(),
                    swapped,
                    problem.initialState(),
                    problem.observable(),
                    problem.selection(),
                    problem.precision(),
                    problem.kept(),
                    problem.restriction());
            return Optional.of(Comparison.of(
                            place, other, ChosenTrials.all(swapped.trials()), stored, readings, tolerance))
                    .filter(comparison -> comparison.agreeing().isPresent());
        } catch (NtkException e) {
            // It is a guess: an initial state for each trial may not fit, or the states may overflow.
            return Optional.empty();
        }
    }

    private static Inputs swapped(Inputs inputs) {
        double[] values = new double[inputs.trials() * inputs.steps() * inputs.size()];
        int next = 0;
        for (int step = 0; step < inputs.steps(); step++) {
            for (int trial = 0; trial < inputs.trials(); trial++) {
                for (int channel = 0; channel < inputs.size(); channel++) {
                    values[next++] = inputs.get(trial, step, channel);
                }
            }
        }
        return Inputs.of(inputs.steps(), inputs.trials(), inputs.size(), values);
    }

    /** {@return states with an axis of length 1 where one is left out: that of the only trial, or else of the only unit} */
    private static NumericArray withAllAxes(NumericArray stored, int trials, int units) {
        List<Integer> shape = stored.shape();
        if (shape.size() == 2 && trials == 1) {
            return stored.shaped(List.of(1, shape.get(0), shape.get(1)));
        }
        return shape.size() == 2 && units == 1 ? stored.shaped(List.of(shape.get(0), shape.get(1), 1)) : stored;
    }

    private boolean agree() {
        return !swapsInputs && reading.equals(Optional.of(StateReading.PLAIN));
    }

    /**
     * Ends the verb if the states differ.
     *
     * @throws NtkException {@link ErrorId#DISAGREEMENT}
     */
    void requireAgreement() {
        if (!agree()) {
            throw new NtkException(
                    ErrorId.DISAGREEMENT,
                    "The states in " + Quoted.of(file) + " are not those that ntk computes.",
                    remedy());
        }
    }

    private String remedy() {
        if (swapsInputs) {
            return "The equations are right; save the inputs [trials, steps, channels] and the states [trials, steps, units].";
        }
        if (reading.isPresent()) {
            return reading.get().function() == StateReading.Function.IDENTITY
                    ? "The equations are right; save the states [trials, steps, units] after each step."
                    : "Choose a cell whose state is what is stored, or one that is read through that function.";
        }
        return unused()
                + (difference.first().filter(place -> place.step() > 0).isPresent()
                        ? "The steps before agree, so look at what depends on the state or on t: recurrent weights and which"
                                + " way they are stored (.T), gates, dt."
                        : "The first step differs already: look at the inputs, their weights, the biases, the initial state"
                                + " (--h0) and dt.")
                + rounding();
    }

    /** {@return a sentence on weights that were rounded after the states were computed, as they may have been} */
    private String rounding() {
        return StateTolerance.weightType(computation.read())
                .map(type -> " The weights are stored as " + type
                        + ": states of weights that were not rounded differ; compare with weights in float32.")
                .orElse("");
    }

    /** {@return a sentence on what of the file was left: the likeliest cause, if there is anything} */
    private String unused() {
        return computation.read().models().stream()
                .map(ModelReading::unusedLine)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .map(line -> "ntk does not use " + line + "; if your step does, its equations are others. ")
                .orElse("");
    }

    @Override
    public JsonObject json() {
        return computation.putInto(new JsonObject()
                .with("states", file.toString())
                .with("agree", agree())
                .with("largestDifference", difference.largest())
                .with("tolerance", tolerance.value())
                .with("toleranceFor", tolerance.reason())
                .with("firstDifference", difference.first().map(StateDifference.Place::json))
                .with("agreeAs", reading.filter(found -> !agree()).map(this::description)));
    }

    @Override
    public String value() {
        return "";
    }

    @Override
    public String text() {
        return verdict() + "\n" + size() + "\n" + reinterpretation() + computation.text();
    }

    private String verdict() {
        return agree()
                ? "The states in " + Quoted.of(file) + " are those that ntk computes."
                : "The states in " + Quoted.of(file) + " are not those that ntk computes."
                        + difference
                                .first()
                                .map(place -> " They first part at " + place + ".")
                                .orElse("");
    }

    private String size() {
        return "The largest difference is " + Numbers.significant(difference.largest(), 2)
                + " of the largest state; the tolerance is " + Numbers.significant(tolerance.value(), 1) + ", "
                + tolerance.reason() + ".";
    }

    private String reinterpretation() {
        return agree()
                ? ""
                : reading.map(found -> "They are ntk's states " + description(found) + ".\n")
                        .orElse("");
    }

    private String description(StateReading found) {
        return Stream.of(found.description(), swapsInputs ? "for inputs with axes [steps, trials, channels]" : "")
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
    }

    @Override
    public Table table() {
        return new Table("states", "agree", "largest_difference", "tolerance")
                .row(
                        file.toString(),
                        String.valueOf(agree()),
                        String.valueOf(difference.largest()),
                        String.valueOf(tolerance.value()));
    }

    @Override
    public HtmlPage page() {
        HtmlPage page = new HtmlPage("Does ntk compute these states?")
                .number(file.toString(), agree() ? "It does" : "It does not", size())
                .text(verdict());
        return agree() || reading.isEmpty() ? page : page.text(reinterpretation());
    }
}
