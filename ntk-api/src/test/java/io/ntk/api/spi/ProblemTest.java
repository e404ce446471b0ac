package io.ntk.api.spi;

import static io.ntk.api.ErrorId.INVALID_ARGUMENT;
import static io.ntk.api.ErrorId.SHAPE_MISMATCH;
import static io.ntk.api.ErrorId.UNKNOWN_PARAMETER;
import static io.ntk.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.Precision;
import io.ntk.api.cell.GruCell;
import io.ntk.api.cell.LstmCell;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.model.Indices;
import io.ntk.api.model.InitialState;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.Readout;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.model.Restriction;
import io.ntk.api.model.ValidSteps;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemTest {
    private static final RecurrentModel MODEL =
            new RecurrentModel("lstm", new LstmCell(true), 2, 5, Optional.of(new Readout(3, true)));
    private static final Parameters PARAMETERS = zeros(MODEL);
    private static final Inputs INPUTS = Inputs.of(4, 7, 2, new double[56]);
    private static final Problem PROBLEM = new Problem(MODEL, PARAMETERS, INPUTS);

    private static Parameters zeros(RecurrentModel model) {
        return Parameters.of(model.layout(), new double[model.layout().size()]);
    }

    @Test
    void usualChoices() {
        assertThat(PROBLEM.observable()).isEqualTo(Observable.STATES);
        assertThat(PROBLEM.selection().globs()).containsExactly("*");
        assertThat(PROBLEM.precision()).isEqualTo(Precision.FLOAT32);
        assertThat(PROBLEM.initialState()).isSameAs(InitialState.zeros());
    }

    @ParameterizedTest
    @CsvSource({
        "STATES, '[trial: 4, time: 7, unit: 5]', '[trial: 4, time: 7, unit: 10]'",
        "FINAL_STATE, '[trial: 4, unit: 5]', '[trial: 4, time: 7, unit: 10]'",
        "OUTPUTS, '[trial: 4, time: 7, unit: 3]', '[trial: 4, time: 7, unit: 13]'",
        "FINAL_OUTPUT, '[trial: 4, unit: 3]', '[trial: 4, time: 7, unit: 13]'",
    })
    void shapes(Observable observable, String observed, String perturbation) {
        Problem problem = PROBLEM.withObservable(observable);
        assertThat(problem.observedShape()).hasToString(observed);
        assertThat(problem.perturbationShape()).hasToString(perturbation);
        assertThat(problem.parameterShape()).hasToString("[parameter: 198]");
    }

    @Test
    void aRestrictionShrinksAxesAndLeavesOutRows() {
        double[] valid = new double[28];
        valid[0] = valid[1] = valid[7] = valid[25] = 1;
        Restriction window = Restriction.NONE.withSteps(Indices.range(0, 5)).withUnits(Indices.of(0, 2));
        Problem problem = PROBLEM.withRestriction(window);
        assertThat(problem.observedShape())
                .hasToString("[trial: 4, time: 5, unit: 2]")
                .returns(40L, IndexShape::order);
        assertThat(problem.perturbationShape()).hasToString("[trial: 4, time: 5, unit: 10]");

        Problem masked = PROBLEM.withRestriction(window.withValid(ValidSteps.of(4, 7, valid)));
        assertThat(masked.usedSteps()).containsExactly(2, 1, 0, 5);
        assertThat(masked.observedShape())
                .hasToString("[trial: 4, time: 5, unit: 2] with 8 elements")
                .returns(40L, IndexShape::size)
                .returns(8L, IndexShape::order);
        assertThat(masked.observedShape().present().orElseThrow())
                .returns(true, rows -> rows.contains(2))
                .returns(false, rows -> rows.contains(4));
        assertThat(masked.withObservable(Observable.FINAL_STATE).observedShape())
                .hasToString("[trial: 4, unit: 2] with 6 elements");
        assertThat(masked.ofTrials(Indices.of(0, 3)).observedShape())
                .hasToString("[trial: 2, time: 5, unit: 2] with 6 elements");
    }

    @Test
    void inputsReachToTheLastStepThatIsLookedAt() {
        Inputs inputs = Inputs.of(4, 7, 2, new double[56], new int[] {7, 3, 7, 7});
        assertRefused(
                INVALID_ARGUMENT,
                "Trial 1 has inputs for 3 steps, but 7 are looked at. Make the inputs with the steps that the restriction"
                        + " uses.",
                () -> new Problem(MODEL, PARAMETERS, inputs));
    }

    @Test
    void selectedParametersArePacked() {
        Problem problem = PROBLEM.withSelection(ParameterSelection.of(List.of("weight_hh", "readout.bias")));
        assertThat(problem.selectedLayout()).hasToString("weight_hh[20, 5], readout.bias[3]");
        assertThat(problem.parameterShape()).hasToString("[parameter: 103]");
    }

    @Test
    void changesOneThingAtATime() {
        double[] ones = new double[PARAMETERS.toArray().length];
        java.util.Arrays.fill(ones, 1);
        Parameters other = Parameters.of(MODEL.layout(), ones);
        InitialState state = InitialState.of(1, 10, new double[10]);
        ParameterSelection selection = ParameterSelection.of(List.of("bias*"));
        Problem changed = PROBLEM.withParameters(other)
                .withInitialState(state)
                .withObservable(Observable.OUTPUTS)
                .withSelection(selection)
                .withPrecision(Precision.FLOAT64);
        assertThat(changed)
                .isEqualTo(new Problem(MODEL, other, INPUTS, state, Observable.OUTPUTS, selection, Precision.FLOAT64));
    }

    @Test
    void parametersOfAnotherModelAreRefused() {
        assertRefused(
                SHAPE_MISMATCH,
                "The parameters are laid out as weight_ih[15, 2], weight_hh[15, 5], but cell 'gru' needs weight_ih[15,"
                        + " 2], weight_hh[15, 5], bias_ih[15], bias_hh[15]. Make them with the model's layout().",
                () -> new Problem(
                        new RecurrentModel("gru", new GruCell(true), 2, 5),
                        zeros(new RecurrentModel("gru", new GruCell(false), 2, 5)),
                        INPUTS));
    }

    @Test
    void inputsOfAnotherWidthAreRefused() {
        assertRefused(
                SHAPE_MISMATCH,
                "The inputs have shape [4, 7, 1], but the model's input size is 2. "
                        + "The last axis of the inputs must be the input size.",
                () -> new Problem(MODEL, PARAMETERS, Inputs.of(4, 7, 1, new double[28])));
    }

    @Test
    void initialStatesOfAnotherWidthAreRefused() {
        assertRefused(
                SHAPE_MISMATCH,
                "The initial state has shape [4, 5], but the model needs [4, 10] or [1, 10]. "
                        + "Its width is the hidden size times the number of state parts.",
                () -> PROBLEM.withInitialState(InitialState.of(4, 5, new double[20])));
    }

    @Test
    void outputsWithoutReadoutAreRefused() {
        RecurrentModel bare = new RecurrentModel("lstm", new LstmCell(true), 2, 5);
        assertRefused(
                INVALID_ARGUMENT,
                "The outputs of a model of cell 'lstm' are observed, but it has no readout. "
                        + "Observe its states, or give a readout.weight of shape [outputs, 5].",
                () -> new Problem(bare, zeros(bare), INPUTS).withObservable(Observable.FINAL_OUTPUT));
    }

    @Test
    void selectionsOfNothingAreRefused() {
        assertRefused(
                UNKNOWN_PARAMETER,
                "No parameter tensor matches 'weight_xh'. Did you mean 'weight_ih'? Known are: weight_ih, weight_hh,"
                        + " bias_ih, bias_hh, readout.weight, readout.bias.",
                () -> PROBLEM.withSelection(ParameterSelection.of(List.of("weight_xh"))));
    }
}
