package io.ntk.tck;

import io.ntk.api.cell.Cell;
import io.ntk.api.cell.EulerCell;
import io.ntk.api.cell.GruCell;
import io.ntk.api.cell.LeakyField;
import io.ntk.api.cell.LstmCell;
import io.ntk.api.cell.Rk4Cell;
import io.ntk.api.cell.RnnCell;
import io.ntk.api.cell.StackedCell;
import io.ntk.api.model.Indices;
import io.ntk.api.model.InitialState;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.KeptEntries;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.Readout;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.model.Restriction;
import io.ntk.api.model.ValidSteps;
import io.ntk.api.random.CounterGenerator;
import io.ntk.api.spi.Problem;
import io.ntk.tck.cell.DrivenField;
import io.ntk.tck.cell.LinearCell;
import io.ntk.tck.cell.MappedCell;
import io.ntk.tck.cell.VocabularyCell;
import io.ntk.tck.golden.GoldenCase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Named;

/**
 * The problems on which a backend is tried: tiny, so that engines which rebuild graphs stay quick, but with every cell,
 * observable, selection and extreme size that matters. Cells and problems are made once, so that engines may cache by them.
 */
final class TestProblems {
    private static final Cell LSTM = new LstmCell(true);
    private static final Cell RNN = new RnnCell(RnnCell.Activation.TANH, true);
    private static final Cell STACKED_GRU = StackedCell.of(new GruCell(true), 2);
    private static final Cell VOCABULARY = new VocabularyCell();

    private static final Cell MAPPED = new MappedCell();
    private static final Cell STACKED_MAPPED = StackedCell.of(MAPPED, 2);

    private static final List<Named<Problem>> CELLS = makeCells();
    private static final List<Named<Problem>> EXTREME_SIZES = makeExtremeSizes();
    private static final List<Named<Problem>> OBSERVATIONS = makeObservations();
    private static final List<Named<Problem>> RESTRICTIONS = makeRestrictions();
    private static final List<Named<Problem>> OPERATORS = makeOperators();

    private TestProblems() {}

    /** {@return the golden networks before training, then other cells from initial states that are not zero} */
    static List<Named<Problem>> cells() {
        return CELLS;
    }

    private static List<Named<Problem>> makeCells() {
        List<Named<Problem>> problems = new ArrayList<>();
        for (GoldenCase golden : GoldenCase.all()) {
            problems.add(Named.of(golden.name(), golden.problemBefore(io.ntk.api.Precision.FLOAT64)));
        }
        Cell lstmWithoutBias = StackedCell.of(new LstmCell(false), 2);
        Cell leakyWithBias = new EulerCell(new LeakyField(true), 0.1);
        problems.add(Named.of("two layers of gru", usual(STACKED_GRU)));
        problems.add(Named.of("two layers of lstm without bias", usual(lstmWithoutBias)));
        problems.add(Named.of("leaky with bias", usual(leakyWithBias)));
        problems.add(Named.of("euler", usual(new EulerCell(new DrivenField(), 0.2))));
        problems.add(Named.of("rk4", usual(new Rk4Cell(new DrivenField(), 0.2))));
        problems.add(Named.of("linear", linear()));
        problems.add(Named.of("vocabulary", usual(VOCABULARY)));
        problems.add(Named.of("mapped", usual(MAPPED)));
        return problems;
    }

    /** {@return a linear network, from an initial state of its own in every trial} */
    static Problem linear() {
        return usual(new LinearCell());
    }

    /** {@return cells at sizes of 1} */
    static List<Named<Problem>> extremeSizes() {
        return EXTREME_SIZES;
    }

    private static List<Named<Problem>> makeExtremeSizes() {
        List<Named<Problem>> problems = new ArrayList<>();
        for (GoldenCase golden : GoldenCase.all()) {
            Cell cell = golden.model().cell();
            problems.add(Named.of(golden.name() + " B=T=I=H=1", problem(cell, 1, 1, 1, 1)));
        }
        problems.add(Named.of("vocabulary B=T=I=H=1", problem(VOCABULARY, 1, 1, 1, 1)));
        problems.add(Named.of("vocabulary B=1", problem(VOCABULARY, 1, 4, 2, 3)));
        problems.add(Named.of("vocabulary T=1", problem(VOCABULARY, 3, 1, 2, 3)));
        problems.add(Named.of("vocabulary H=1", problem(VOCABULARY, 3, 4, 2, 1)));
        problems.add(Named.of("vocabulary I=1", problem(VOCABULARY, 3, 4, 1, 3)));
        problems.add(Named.of("mapped B=T=I=H=1", problem(MAPPED, 1, 1, 1, 1)));
        return problems;
    }

    /** {@return every observable, with selections that leave out weights, biases, layers, the cell or the readout} */
    static List<Named<Problem>> observations() {
        return OBSERVATIONS;
    }

    private static List<Named<Problem>> makeObservations() {
        List<Named<Problem>> problems = new ArrayList<>();
        Problem withReadout = withReadout(LSTM, new Readout(2, true));
        for (Observable observable : Observable.values()) {
            add(problems, "lstm with readout", withReadout, observable, "*");
        }
        add(problems, "lstm with readout", withReadout, Observable.STATES, "weight_hh");
        add(problems, "lstm with readout", withReadout, Observable.STATES, "readout*");
        add(problems, "lstm with readout", withReadout, Observable.FINAL_STATE, "bias*");
        add(problems, "lstm with readout", withReadout, Observable.OUTPUTS, "readout*");
        add(problems, "lstm with readout", withReadout, Observable.OUTPUTS, "weight*");
        add(problems, "lstm with readout", withReadout, Observable.OUTPUTS, "readout.bias");
        add(problems, "lstm with readout", withReadout, Observable.FINAL_OUTPUT, "bias_ih", "readout.weight");

        Problem vocabulary = withReadout(VOCABULARY, new Readout(5, false));
        add(problems, "vocabulary with readout", vocabulary, Observable.OUTPUTS, "*");
        add(problems, "vocabulary with readout", vocabulary, Observable.FINAL_OUTPUT, "mix*", "up");
        add(problems, "vocabulary with readout", vocabulary, Observable.FINAL_STATE, "rate");
        add(problems, "vocabulary with readout", vocabulary, Observable.STATES, "mix_bias", "clock");
        Problem mapped = withReadout(MAPPED, new Readout(2, true));
        add(problems, "mapped with readout", mapped, Observable.OUTPUTS, "*");
        add(problems, "mapped with readout", mapped, Observable.FINAL_OUTPUT, "V", "offset");
        add(problems, "mapped with readout", mapped, Observable.FINAL_STATE, "h0", "gain");
        add(problems, "mapped with readout, some entries", someKept(mapped), Observable.OUTPUTS, "V", "readout*");
        add(problems, "lstm with readout, some entries", someKept(withReadout), Observable.OUTPUTS, "*");
        add(problems, "lstm with readout, some entries", someKept(withReadout), Observable.STATES, "weight_hh");
        add(problems, "two layers of mapped", usual(STACKED_MAPPED), Observable.STATES, "*");
        add(problems, "two layers of gru", usual(STACKED_GRU), Observable.STATES, "*_l0");
        add(problems, "two layers of gru", usual(STACKED_GRU), Observable.FINAL_STATE, "*_l1");
        return problems;
    }

    /** {@return problems of which a part is looked at: of a few cells, with trials that end together or not, or have no valid step} */
    static List<Named<Problem>> restrictions() {
        return RESTRICTIONS;
    }

    private static List<Named<Problem>> makeRestrictions() {
        Restriction none = Restriction.NONE;
        Restriction ragged = none.withValid(ValidSteps.of(3, 4, new double[] {1, 0, 0, 0, 0, 1, 0, 1, 1, 1, 1, 0}));
        Restriction oneTrial = none.withValid(ValidSteps.of(3, 4, new double[] {0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0}));
        Problem withReadout = withReadout(LSTM, new Readout(2, true));
        Problem delayed = someKept(withReadout(MAPPED, new Readout(2, true))).withObservable(Observable.OUTPUTS);
        List<Named<Problem>> problems = new ArrayList<>();
        for (Observable observable : Observable.values()) {
            Problem problem = withReadout.withObservable(observable);
            problems.add(restricted("valid steps of lstm", problem, ragged));
            problems.add(restricted(
                    "window of lstm",
                    problem,
                    ragged.withSteps(Indices.of(0, 2)).withUnits(Indices.of(1))));
        }
        problems.add(restricted("first steps of gru", usual(STACKED_GRU), none.withSteps(Indices.range(0, 2))));
        problems.add(restricted("steps of gru", usual(STACKED_GRU), none.withSteps(Indices.of(1, 2))));
        problems.add(restricted("units of vocabulary", usual(VOCABULARY), none.withUnits(Indices.of(0, 2))));
        problems.add(restricted("one trial of vocabulary", usual(VOCABULARY), oneTrial));
        problems.add(restricted("valid steps of mapped", delayed, ragged));
        problems.add(restricted("one long trial of rnn", problem(RNN, 9, 12, 1, 2), oneLong()));
        Problem outputs = problem(MAPPED, 9, 12, 1, 2, Optional.of(new Readout(1, true)));
        problems.add(restricted("one long trial of mapped", outputs.withObservable(Observable.OUTPUTS), oneLong()));
        problems.add(restricted("unit of mapped", delayed, ragged.withUnits(Indices.of(0))));
        problems.add(restricted("end of mapped", delayed.withObservable(Observable.FINAL_OUTPUT), ragged));
        return problems;
    }

    /** {@return nine trials of up to twelve steps, of which it pays to run the only long one apart} */
    private static Restriction oneLong() {
        double[] valid = new double[9 * 12];
        for (int trial = 0; trial < 9; trial++) {
            valid[trial * 12] = 1;
        }
        Arrays.fill(valid, 4 * 12, 5 * 12, 1);
        return Restriction.NONE.withValid(ValidSteps.of(9, 12, valid));
    }

    private static Named<Problem> restricted(String name, Problem problem, Restriction restriction) {
        int trials = problem.inputs().trials();
        int steps = problem.inputs().steps();
        int size = problem.inputs().size();
        int[] used = restriction.usedSteps(trials, steps);
        double[] x = problem.inputs().toArray();
        for (int trial = 0; trial < trials; trial++) {
            Arrays.fill(x, (trial * steps + used[trial]) * size, (trial + 1) * steps * size, Double.NaN);
        }
        return Named.of(
                name + ", " + problem.observable().label(),
                new Problem(
                        problem.model(),
                        problem.parameters(),
                        Inputs.of(trials, steps, size, x, used),
                        problem.initialState(),
                        problem.observable(),
                        problem.selection(),
                        problem.precision(),
                        problem.kept(),
                        restriction));
    }

    /** {@return the few problems, smaller still, on which operators are tried as such} */
    static List<Named<Problem>> operators() {
        return OPERATORS;
    }

    private static List<Named<Problem>> makeOperators() {
        Problem outputs = problem(LSTM, 2, 3, 2, 2, Optional.of(new Readout(3, true)));
        return List.of(
                Named.of("two layers of gru", problem(STACKED_GRU, 2, 3, 2, 2)),
                Named.of("vocabulary", problem(VOCABULARY, 2, 3, 1, 3)),
                Named.of("outputs of lstm", outputs.withObservable(Observable.OUTPUTS)),
                Named.of(
                        "final state of lstm by weight_hh",
                        outputs.withObservable(Observable.FINAL_STATE)
                                .withSelection(ParameterSelection.of(List.of("weight_hh")))));
    }

    /** {@return a network large enough to be divided among threads, and into chunks of columns} */
    static Problem divisible() {
        return problem(new GruCell(true), 12, 5, 2, 8);
    }

    /**
     * {@return a network whose numbers of states and parameters are about equal, so that blocks of both weigh the same}
     */
    static Problem leakyProducts() {
        return problem(RNN, 3, 4, 2, 10);
    }

    /**
     * {@return a network with many states and few parameters of each kind, so that a linearization that is not freed shows,
     * and an engine that carries every parameter through every step stays quick}
     */
    static Problem leakyLinearizations() {
        return problem(RNN, 683, 4, 1, 3);
    }

    /**
     * {@return a network with random parameters, inputs and, for each trial, initial state; all states are observed and
     * all parameters differentiated}
     */
    static Problem problem(Cell cell, int trials, int steps, int inputSize, int hiddenSize) {
        return problem(cell, trials, steps, inputSize, hiddenSize, Optional.empty());
    }

    private static Problem problem(
            Cell cell, int trials, int steps, int inputSize, int hiddenSize, Optional<Readout> readout) {
        RecurrentModel model =
                new RecurrentModel(cell.getClass().getSimpleName(), cell, inputSize, hiddenSize, readout);
        Parameters parameters =
                Parameters.of(model.layout(), random(1, model.layout().size(), 0.7));
        Inputs inputs = Inputs.of(trials, steps, inputSize, random(2, trials * steps * inputSize, 1.5));
        InitialState state = InitialState.of(trials, model.stateSize(), random(3, trials * model.stateSize(), 0.9));
        return new Problem(model, parameters, inputs).withInitialState(state);
    }

    /** {@return numbers in (−scale, scale), always the same for a stream} */
    static double[] random(long stream, int count, double scale) {
        CounterGenerator generator = new CounterGenerator(20250101, stream);
        double[] values = new double[count];
        Arrays.setAll(values, i -> scale * (2 * generator.uniform(i) - 1));
        return values;
    }

    private static Problem usual(Cell cell) {
        return problem(cell, 3, 4, 2, 3);
    }

    private static Problem withReadout(Cell cell, Readout readout) {
        return problem(cell, 3, 4, 2, 3, Optional.of(readout));
    }

    /** {@return the problem with two of three entries differentiated} */
    private static Problem someKept(Problem problem) {
        boolean[] keep = new boolean[problem.model().layout().size()];
        for (int i = 0; i < keep.length; i++) {
            keep[i] = i % 3 != 1;
        }
        return problem.withKept(KeptEntries.of(problem.model().layout(), keep));
    }

    private static void add(
            List<Named<Problem>> problems, String name, Problem problem, Observable observable, String... globs) {
        ParameterSelection selection = ParameterSelection.of(List.of(globs));
        problems.add(Named.of(
                observable.label() + " of " + name + " by " + selection,
                problem.withObservable(observable).withSelection(selection)));
    }
}
