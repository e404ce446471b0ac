package io.ntk.tck.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.StackedCell;
import io.ntk.api.cell.WeightMap;
import io.ntk.api.linalg.HeapVectorSpace;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.Readout;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.AbstractBackend;
import io.ntk.api.spi.Capabilities;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What models say of cells that are not plain, and what of them is refused before an engine sees it. */
class MappedCellTest {
    private static final RecurrentModel MODEL =
            new RecurrentModel("mapped", new MappedCell(), 2, 3, Optional.of(new Readout(2, true)));

    @Test
    void theReadoutIsAsWideAsWhatItReads() {
        assertThat(MODEL.readWidth()).isEqualTo(7);
        assertThat(MODEL.readsObservedPart()).isFalse();
        assertThat(MODEL.readParameters()).containsExactly("offset");
        assertThat(MODEL.layout().tensor(Readout.WEIGHT).shape()).containsExactly(2, 7);
        assertThat(MODEL.stateSize()).isEqualTo(7);
    }

    @Test
    void layersHaveMapsAndWidthsOfTheirOwn() {
        RecurrentModel stacked = new RecurrentModel("mapped", StackedCell.of(new MappedCell(), 2), 2, 3);
        WeightMap weights = stacked.weights();
        assertThat(stacked.stateWidths()).containsExactly(4, 3, 4, 3);
        assertThat(weights.trained()).isEqualTo(stacked.layout());
        int upper = weights.used().tensor("rate_l1").offset();
        assertThat(weights.sources()[upper])
                .isEqualTo(stacked.layout().tensor("log_rate_l1").offset());
        assertThat(weights.sources()[weights.used().tensor("leak_l1").offset()]).isEqualTo(WeightMap.CONSTANT);
    }

    @Test
    void aWeightThatOverflowsNamesTheTrainedTensor() {
        double[] theta = new double[MODEL.layout().size()];
        theta[MODEL.layout().tensor("log_rate").offset()] = 1000;
        Problem problem = new Problem(MODEL, Parameters.of(MODEL.layout(), theta), Inputs.of(1, 1, 2, new double[2]));
        assertThatThrownBy(() -> new Unused().linearize(problem))
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.NON_FINITE))
                .hasMessageContaining("The value of weight 'rate', made of parameter tensor 'log_rate', is Infinity");
    }

    /** A cell with one mistake. */
    private record Mistaken(String mistake) implements Cell {
        @Override
        public ParameterLayout parameters(int inputSize, int hiddenSize) {
            return ParameterLayout.builder().vector("b", hiddenSize).build();
        }

        @Override
        public List<Integer> stateWidths(int inputSize, int hiddenSize) {
            return mistake.equals("width") ? List.of(hiddenSize + 1) : List.of(hiddenSize);
        }

        @Override
        public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
            return state;
        }

        @Override
        public <A> A output(CellMath<A> math, CellParameters<A> theta, List<A> state) {
            return mistake.equals("broadcast")
                    ? math.broadcast(state.get(0), 4)
                    : math.add(state.get(0), math.concat(List.of(theta.vector("b"), theta.vector("b"))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"width", "broadcast", "sum"})
    void mistakesAreRefusedWithTheCellsName(String mistake) {
        assertThatThrownBy(
                        () -> new RecurrentModel("odd", new Mistaken(mistake), 1, 3, Optional.of(new Readout(1, false)))
                                .layout())
                .isInstanceOf(NtkException.class)
                .hasMessageStartingWith("Cell 'odd' ");
    }

    /** An engine that is never reached. */
    private static final class Unused extends AbstractBackend {
        @Override
        protected Linearization linearizePlain(Problem plain) {
            throw new AssertionError(plain);
        }

        @Override
        protected VectorSpace space(IndexShape shape, Precision precision) {
            return new HeapVectorSpace(shape);
        }

        @Override
        public String id() {
            return "unused";
        }

        @Override
        public String engine() {
            return "unused";
        }

        @Override
        public Capabilities capabilities() {
            throw new AssertionError();
        }

        @Override
        public void close() {}
    }
}
