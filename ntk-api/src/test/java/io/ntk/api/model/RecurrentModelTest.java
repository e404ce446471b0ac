package io.ntk.api.model;

import static io.ntk.api.ErrorId.CELL_DEFINITION;
import static io.ntk.api.ErrorId.INVALID_ARGUMENT;
import static io.ntk.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.cell.ArrayMath;
import io.ntk.api.cell.ArrayParameters;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.GruCell;
import io.ntk.api.cell.LstmCell;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.RnnCell;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecurrentModelTest {
    private static final RecurrentModel BARE = new RecurrentModel("lstm", new LstmCell(false), 3, 5);
    private static final RecurrentModel FULL =
            new RecurrentModel("lstm", new LstmCell(false), 3, 5, Optional.of(new Readout(2, true)));

    @Test
    void theReadoutComesAfterTheCell() {
        assertThat(BARE.layout()).hasToString("weight_ih[20, 3], weight_hh[20, 5]");
        assertThat(FULL.layout())
                .hasToString("weight_ih[20, 3], weight_hh[20, 5], readout.weight[2, 5], readout.bias[2]");
        Optional<Readout> withoutBias = Optional.of(new Readout(2, false));
        assertThat(new RecurrentModel("gru", new GruCell(false), 3, 5, withoutBias).layout())
                .hasToString("weight_ih[15, 3], weight_hh[15, 5], readout.weight[2, 5]");
    }

    @Test
    void knowsItsWidths() {
        assertThat(FULL.stateSize()).isEqualTo(10);
        assertThat(FULL.observedSize(Observable.STATES)).isEqualTo(5);
        assertThat(FULL.observedSize(Observable.FINAL_STATE)).isEqualTo(5);
        assertThat(FULL.observedSize(Observable.OUTPUTS)).isEqualTo(2);
        assertThat(FULL.observedSize(Observable.FINAL_OUTPUT)).isEqualTo(2);
    }

    @Test
    void outputsAreAffineInTheObservedState() {
        double[][] observed = {{1, 10}, {-1, 3}};
        Readout biased = new Readout(1, true);
        double[] theta = {0, 0, 0, 0, 0, 0, 2, 3, 5};
        assertThat(output(biased, theta, observed)).isDeepEqualTo(new double[][] {{37}, {12}});
        assertThat(output(new Readout(1, false), Arrays.copyOf(theta, 8), observed))
                .isDeepEqualTo(new double[][] {{32}, {7}});
    }

    private static double[][] output(Readout readout, double[] theta, double[][] observed) {
        RecurrentModel model =
                new RecurrentModel("rnn", new RnnCell(RnnCell.Activation.TANH, false), 1, 2, Optional.of(readout));
        ArrayParameters parameters = new ArrayParameters(Parameters.of(model.layout(), theta), 2);
        return model.output(new ArrayMath(2, 0), parameters, observed);
    }

    @Test
    void outputsNeedAReadout() {
        assertRefused(
                INVALID_ARGUMENT,
                "The outputs of a model of cell 'lstm' are observed, but it has no readout. "
                        + "Observe its states, or give a readout.weight of shape [outputs, 5].",
                () -> BARE.observedSize(Observable.OUTPUTS));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void theObservedPartExists(int part) {
        Cell cell = new Cell() {
            @Override
            public ParameterLayout parameters(int inputSize, int hiddenSize) {
                throw new UnsupportedOperationException();
            }

            @Override
            public int observedPart() {
                return part;
            }

            @Override
            public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
                throw new UnsupportedOperationException();
            }
        };
        assertRefused(
                CELL_DEFINITION,
                "Cell 'odd' observes state part " + part
                        + " of 1. observedPart() must be at least 0 and less than stateParts().",
                () -> new RecurrentModel("odd", cell, 3, 5));
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "3, 0", "-1, -1"})
    void sizesAreAtLeastOne(int inputSize, int hiddenSize) {
        assertRefused(
                INVALID_ARGUMENT,
                "A model of cell 'gru' was given input size " + inputSize + " and hidden size " + hiddenSize
                        + ". Both must be at least 1.",
                () -> new RecurrentModel("gru", new GruCell(true), inputSize, hiddenSize));
    }
}
