package io.ntk.estimators.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.GruCell;
import io.ntk.api.cell.LeakyField;
import io.ntk.api.cell.LstmCell;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.cell.Rk4Cell;
import io.ntk.api.cell.RnnCell;
import io.ntk.api.cell.StackedCell;
import io.ntk.api.model.InitialState;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.KeptEntries;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.model.Readout;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.model.Restriction;
import io.ntk.api.model.ValidSteps;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.tck.cell.MappedCell;
import io.ntk.tck.golden.GoldenCase;
import io.ntk.tck.reference.ReferenceBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExactNtkTest {
    private static final double RELATIVE = 1e-9;
    private static final long MEMORY = 1L << 30;

    private final ReferenceBackend backend = new ReferenceBackend();
    private final ExactNtk exact = new ExactNtk(MEMORY);

    static List<GoldenCase> goldenCases() {
        return GoldenCase.all();
    }

    @ParameterizedTest
    @MethodSource("goldenCases")
    void agreesWithEveryFactOfAGoldenCase(GoldenCase golden) {
        Problem before = golden.problemBefore(Precision.FLOAT64);
        Problem after = golden.problemAfter(Precision.FLOAT64);
        try (Linearization a = backend.linearize(before);
                Linearization b = backend.linearize(after)) {
            ExactAlignment alignment = exact.alignment(a, b);
            isClose(exact.trace(a).total(), golden.fact("trace_before"));
            isClose(exact.trace(b).total(), golden.fact("trace_after"));
            isClose(exact.squaredFrobenius(a).total(), golden.fact("squared_frobenius_before"));
            isClose(alignment.before().total(), golden.fact("squared_frobenius_before"));
            isClose(alignment.after().total(), golden.fact("squared_frobenius_after"));
            isClose(alignment.cross().total(), golden.fact("cross_trace"));
            isClose(exact.crossTrace(a, b).total(), golden.fact("cross_trace"));
            isClose(alignment.value(), golden.fact("alignment"));
            List<String> tensors = alignment.cross().tensors();
            for (int p = 0; p < tensors.size(); p++) {
                isClose(alignment.alone(p), golden.fact("alignment_only_" + tensors.get(p)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("goldenCases")
    void agreesWithTheGoldenAlignmentOfFinalStates(GoldenCase golden) {
        isClose(
                alignment(golden, Observable.FINAL_STATE, ParameterSelection.all()),
                golden.fact("alignment_final_state"));
    }

    @ParameterizedTest
    @MethodSource("goldenCases")
    void agreesWithTheGoldenAlignmentOfEachTensorAlone(GoldenCase golden) {
        for (String tensor : golden.model().layout().names()) {
            isClose(
                    alignment(golden, Observable.STATES, ParameterSelection.of(List.of(tensor))),
                    golden.fact("alignment_only_" + tensor));
        }
    }

    private double alignment(GoldenCase golden, Observable observable, ParameterSelection selection) {
        Problem before = golden.problemBefore(Precision.FLOAT64)
                .withObservable(observable)
                .withSelection(selection);
        try (Linearization a = backend.linearize(before);
                Linearization b = backend.linearize(before.withParameters(golden.after()))) {
            return exact.alignment(a, b).value();
        }
    }

    private static void isClose(double actual, double expected) {
        assertThat(actual).isCloseTo(expected, within(RELATIVE * Math.abs(expected)));
    }

    /** A model with something the golden cases lack. */
    private record Case(
            String name, Cell cell, boolean bias, Observable observable, List<String> selection, boolean isMasked) {
        Case(String name, Cell cell, boolean bias, Observable observable, List<String> selection) {
            this(name, cell, bias, observable, selection, false);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        Cell rnn = new RnnCell(RnnCell.Activation.TANH, true);
        Cell stackedLstm = new StackedCell(new LstmCell(true), 2);
        Cell rk4 = new Rk4Cell(new LeakyField(true), 0.4);
        List<String> all = List.of("*");
        return Stream.of(
                new Case("two layers of rnn", new StackedCell(rnn, 2), true, Observable.STATES, all),
                new Case(
                        "three layers of gru",
                        new StackedCell(new GruCell(true), 3),
                        true,
                        Observable.FINAL_STATE,
                        all),
                new Case("two layers of lstm, outputs", stackedLstm, true, Observable.OUTPUTS, all),
                new Case("rnn, outputs", rnn, false, Observable.OUTPUTS, all),
                new Case("gru without bias, final output", new GruCell(false), true, Observable.FINAL_OUTPUT, all),
                new Case("rnn, outputs by the readout alone", rnn, true, Observable.OUTPUTS, List.of("readout.*")),
                new Case("rk4", rk4, true, Observable.STATES, all),
                new Case("rk4, outputs", rk4, true, Observable.OUTPUTS, List.of("*hh", "bias", "readout.bias")),
                new Case("rnn, biases alone", rnn, true, Observable.STATES, List.of("bias_*")),
                new Case(
                        "lstm, one weight and one bias",
                        new LstmCell(true),
                        true,
                        Observable.STATES,
                        List.of("weight_hh", "bias_ih")),
                new Case("straight and transposed", new MappedCell(), true, Observable.STATES, all),
                new Case("straight and transposed, outputs", new MappedCell(), true, Observable.OUTPUTS, all),
                new Case("one number in many places", new MappedCell(), true, Observable.STATES, List.of("gain", "In")),
                new Case("elementwise", new MappedCell(), true, Observable.STATES, List.of("log_rate", "In", "h0")),
                new Case(
                        "elementwise, outputs",
                        new MappedCell(),
                        true,
                        Observable.OUTPUTS,
                        List.of("log_rate", "Back", "offset", "readout.*")),
                new Case(
                        "elementwise, final output",
                        new MappedCell(),
                        true,
                        Observable.FINAL_OUTPUT,
                        List.of("log_rate", "offset", "readout.weight")),
                new Case("masked lstm", new LstmCell(true), true, Observable.STATES, all, true),
                new Case("masked rnn, outputs", rnn, true, Observable.OUTPUTS, all, true),
                new Case("masked rk4", rk4, true, Observable.FINAL_STATE, all, true),
                new Case("masked, transposed", new MappedCell(), true, Observable.OUTPUTS, all, true),
                new Case("masked tied tensors", new TiedCell(), true, Observable.STATES, all, true),
                new Case("tied tensors", new TiedCell(), true, Observable.STATES, all),
                new Case(
                        "tied tensors, outputs",
                        new TiedCell(),
                        true,
                        Observable.FINAL_OUTPUT,
                        List.of("W", "b", "readout.*")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheWholeJacobian(Case given) {
        Problem before = problem(given, 1);
        Problem after = before.withParameters(RandomProblem.parameters(before.model(), 2));
        try (Linearization a = backend.linearize(before);
                Linearization b = backend.linearize(after)) {
            double[][] left = DenseNtk.jacobianColumns(a);
            double[][] right = DenseNtk.jacobianColumns(b);
            List<ParameterTensor> tensors = before.selectedLayout().tensors();
            ExactAlignment alignment = exact.alignment(a, b);
            agrees(alignment.cross(), left, right, tensors);
            agrees(alignment.before(), left, left, tensors);
            agrees(alignment.after(), right, right, tensors);
            TensorTraces traces = exact.trace(a);
            for (int p = 0; p < tensors.size(); p++) {
                double expected = DenseNtk.trace(left, tensors.get(p));
                assertThat(traces.values().get(p)).isCloseTo(expected, within(RELATIVE * expected));
            }
        }
    }

    private static void agrees(
            TensorProducts actual, double[][] left, double[][] right, List<ParameterTensor> tensors) {
        assertThat(actual.tensors())
                .containsExactlyElementsOf(
                        tensors.stream().map(ParameterTensor::name).toList());
        double total = 0;
        for (int p = 0; p < tensors.size(); p++) {
            for (int q = 0; q < tensors.size(); q++) {
                double expected = DenseNtk.product(left, tensors.get(p), right, tensors.get(q));
                assertThat(actual.values().get(p).get(q))
                        .as(tensors.get(p).name() + " and " + tensors.get(q).name())
                        .isCloseTo(expected, within(RELATIVE * expected));
                total += expected;
            }
        }
        assertThat(actual.total()).isCloseTo(total, within(RELATIVE * total));
    }

    @Test
    void isTheSameHoweverNarrowTheSlabs() {
        Case given = new Case("gru", new GruCell(true), true, Observable.STATES, List.of("*"));
        try (Linearization a = backend.linearize(problem(given, 1))) {
            double wide = exact.squaredFrobenius(a).total();
            long least = leastMemory(a);
            assertThat(new ExactNtk(least).squaredFrobenius(a).total()).isCloseTo(wide, within(1e-12 * wide));
            assertThat(least).isLessThan(MEMORY / 100);
        }
    }

    /** Whether none, some or all of the pieces of trials of different lengths are kept. */
    @ParameterizedTest
    @EnumSource
    void isTheSameWhateverIsKeptOfShortTrials(Observable observable) {
        ValidSteps valid = ValidSteps.of(3, 4, new double[] {1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0});
        Case given = new Case("lstm", new LstmCell(true), true, observable, List.of("*"));
        Problem ragged = problem(given, 1).withRestriction(Restriction.NONE.withValid(valid));
        try (Linearization a = backend.linearize(ragged)) {
            double[][] columns = DenseNtk.jacobianColumns(a);
            long least = leastMemory(a);
            for (long memory : new long[] {least, least + least / 4, least + least / 2, MEMORY}) {
                agrees(
                        new ExactNtk(memory).squaredFrobenius(a),
                        columns,
                        columns,
                        ragged.selectedLayout().tensors());
            }
        }
    }

    @Test
    void refusesLessMemoryThanItNeeds() {
        Case given = new Case("gru", new GruCell(true), true, Observable.STATES, List.of("*"));
        try (Linearization a = backend.linearize(problem(given, 1))) {
            assertThatThrownBy(() -> new ExactNtk(1000).squaredFrobenius(a))
                    .isInstanceOfSatisfying(NtkException.class, e -> {
                        assertThat(e.id()).isEqualTo(ErrorId.OUT_OF_MEMORY);
                        assertThat(e.problem()).contains("1000 are allowed");
                    });
        }
    }

    private static long leastMemory(Linearization a) {
        long tooLittle = 1;
        long enough = MEMORY;
        while (enough - tooLittle > 1) {
            long middle = (tooLittle + enough) / 2;
            try {
                new ExactNtk(middle).squaredFrobenius(a);
                enough = middle;
            } catch (NtkException e) {
                tooLittle = middle;
            }
        }
        return enough;
    }

    @Test
    void contributionsOfTensorsSumToTheAlignment() {
        Case given = new Case("lstm", new LstmCell(true), true, Observable.STATES, List.of("*"));
        Problem before = problem(given, 1);
        try (Linearization a = backend.linearize(before);
                Linearization b =
                        backend.linearize(before.withParameters(RandomProblem.parameters(before.model(), 2)))) {
            ExactAlignment alignment = exact.alignment(a, b);
            double sum = 0;
            for (int p = 0; p < alignment.cross().tensors().size(); p++) {
                sum += alignment.contribution(p);
            }
            assertThat(sum).isCloseTo(alignment.value(), within(1e-14));
        }
    }

    @Test
    void refusesModelsThatDiffer() {
        Case rnn = new Case("rnn", new RnnCell(RnnCell.Activation.TANH, true), true, Observable.STATES, List.of("*"));
        Case gru = new Case("gru", new GruCell(true), true, Observable.STATES, List.of("*"));
        try (Linearization a = backend.linearize(problem(rnn, 1));
                Linearization b = backend.linearize(problem(gru, 1))) {
            assertThatThrownBy(() -> exact.alignment(a, b))
                    .isInstanceOfSatisfying(
                            NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.SPACE_MISMATCH));
        }
    }

    private static Problem problem(Case given, long seed) {
        RecurrentModel model =
                new RecurrentModel("test", given.cell(), 2, 5, Optional.of(new Readout(3, given.bias())));
        int trials = 3;
        int steps = 4;
        Problem whole = new Problem(
                model,
                RandomProblem.parameters(model, seed),
                Inputs.of(trials, steps, 2, RandomProblem.normal(10 + seed, trials * steps * 2, 1)),
                InitialState.of(1, model.stateSize(), RandomProblem.normal(20 + seed, model.stateSize(), 0.5)),
                given.observable(),
                ParameterSelection.of(new ArrayList<>(given.selection())),
                Precision.FLOAT64);
        return given.isMasked() ? whole.withKept(some(model, 3)) : whole;
    }

    /** {@return all but every so-manyth entry} */
    private static KeptEntries some(RecurrentModel model, int left) {
        boolean[] keep = new boolean[model.layout().size()];
        for (int i = 0; i < keep.length; i++) {
            keep[i] = i % left != 1;
        }
        return KeptEntries.of(model.layout(), keep);
    }

    /** Before pruning and after it: neither the masks nor the sites need be the same. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void comparesModelsOfDifferentMasks(boolean wholeTensorIsFrozen) {
        Problem before = problem(new Case("gru", new GruCell(true), true, Observable.STATES, List.of("*")), 1);
        RecurrentModel model = before.model();
        KeptEntries mask = wholeTensorIsFrozen
                ? KeptEntries.of(model.layout(), Map.of("weight_hh", new double[15 * 5]))
                : some(model, 3);
        Problem after =
                before.withParameters(RandomProblem.parameters(model, 2)).withKept(mask);
        try (Linearization a = backend.linearize(before);
                Linearization b = backend.linearize(after);
                Linearization same = backend.linearize(before.withKept(mask))) {
            List<ParameterTensor> tensors = before.selectedLayout().tensors();
            double[][] left = DenseNtk.jacobianColumns(a);
            agrees(exact.crossTrace(a, b), left, DenseNtk.jacobianColumns(b), tensors);
            agrees(exact.alignment(a, same).cross(), left, DenseNtk.jacobianColumns(same), tensors);
            assertThat(exact.alignment(a, same).value()).isLessThan(0.999);
        }
    }
}
