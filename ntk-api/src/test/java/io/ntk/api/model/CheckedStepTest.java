package io.ntk.api.model;

import static io.ntk.api.ErrorId.CELL_DEFINITION;
import static io.ntk.api.ErrorId.SHAPE_MISMATCH;
import static io.ntk.api.ErrorId.UNKNOWN_PARAMETER;
import static io.ntk.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.ErrorId;
import io.ntk.api.cell.ArrayMath;
import io.ntk.api.cell.ArrayParameters;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.GruCell;
import io.ntk.api.cell.ParameterLayout;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a cell's equations get wrong is refused in these words, whichever engine runs. */
class CheckedStepTest {
    private static final int INPUT = 2;
    private static final int HIDDEN = 4;

    private enum Mistake {
        ADDS(
                SHAPE_MISMATCH,
                "asked to add arrays of widths 2 and 4. Both must have the same width: slice or concat one of them."),
        SUBTRACTS(
                SHAPE_MISMATCH,
                "asked to subtract arrays of widths 2 and 4."
                        + " Both must have the same width: slice or concat one of them."),
        MULTIPLIES(
                SHAPE_MISMATCH,
                "asked to multiply arrays of widths 2 and 4."
                        + " Both must have the same width: slice or concat one of them."),
        DIVIDES(
                SHAPE_MISMATCH,
                "asked to divide arrays of widths 2 and 4."
                        + " Both must have the same width: slice or concat one of them."),
        SLICES_BEYOND(
                SHAPE_MISMATCH,
                "asked for columns 2 to 5 (exclusive) of an array of width 4. Give 0 <= from < to <= 4."),
        SLICES_BEFORE(
                SHAPE_MISMATCH,
                "asked for columns -1 to 2 (exclusive) of an array of width 4. Give 0 <= from < to <= 4."),
        SLICES_NOTHING(
                SHAPE_MISMATCH,
                "asked for columns 2 to 2 (exclusive) of an array of width 4. Give 0 <= from < to <= 4."),
        JOINS_NOTHING(CELL_DEFINITION, "asked to join no arrays. Give at least one array to concat."),
        WEIGHT_OF_OTHER_WIDTH(
                SHAPE_MISMATCH,
                "multiplies an array of width 2 by parameter tensor 'w' of shape [4, 4]."
                        + " The second size of a weight must be the width of its argument."),
        BIAS_OF_OTHER_WIDTH(
                SHAPE_MISMATCH,
                "adds parameter tensor 'short' of shape [3] to an array of width 4."
                        + " A bias must be as long as its weight has rows."),
        VECTOR_AS_WEIGHT(
                CELL_DEFINITION,
                "uses parameter tensor 'b' of shape [4] as a weight. Declare it with weight() in parameters()."),
        WEIGHT_AS_VECTOR(
                CELL_DEFINITION,
                "uses parameter tensor 'w' of shape [4, 4] as a vector. Declare it with vector() in parameters()."),
        WEIGHT_AS_BIAS(
                CELL_DEFINITION,
                "uses parameter tensor 'w' of shape [4, 4] as a vector. Declare it with vector() in parameters()."),
        UNDECLARED(
                UNKNOWN_PARAMETER,
                "uses parameter tensor 'shor', which does not exist. Did you mean 'short'? Known are: w, b, short."),
        TOO_MANY_PARTS(
                CELL_DEFINITION,
                "returned state parts of widths [4, 4] instead of [4]."
                        + " step() must return as many state parts as stateParts() says, all as wide as they came in."),
        NARROW_PART(
                CELL_DEFINITION,
                "returned state parts of widths [2] instead of [4]."
                        + " step() must return as many state parts as stateParts() says, all as wide as they came in.");

        private final ErrorId id;
        private final String message;

        Mistake(ErrorId id, String message) {
            this.id = id;
            this.message = message;
        }
    }

    private record WrongCell(Mistake mistake) implements Cell {
        @Override
        public ParameterLayout parameters(int inputSize, int hiddenSize) {
            return ParameterLayout.builder()
                    .weight("w", hiddenSize, hiddenSize)
                    .vector("b", hiddenSize)
                    .vector("short", hiddenSize - 1)
                    .build();
        }

        @Override
        public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
            A h = state.get(0);
            return switch (mistake) {
                case ADDS -> List.of(math.add(input, h));
                case SUBTRACTS -> List.of(math.subtract(input, h));
                case MULTIPLIES -> List.of(math.multiply(input, h));
                case DIVIDES -> List.of(math.divide(input, h));
                case SLICES_BEYOND -> List.of(math.slice(h, 2, 5));
                case SLICES_BEFORE -> List.of(math.slice(h, -1, 2));
                case SLICES_NOTHING -> List.of(math.slice(h, 2, 2));
                case JOINS_NOTHING -> List.of(math.concat(List.of()));
                case WEIGHT_OF_OTHER_WIDTH -> List.of(theta.linear("w", input));
                case BIAS_OF_OTHER_WIDTH -> List.of(theta.affine("w", "short", h));
                case VECTOR_AS_WEIGHT -> List.of(theta.linear("b", h));
                case WEIGHT_AS_VECTOR -> List.of(theta.vector("w"));
                case WEIGHT_AS_BIAS -> List.of(theta.affine("w", "w", h));
                case UNDECLARED -> List.of(theta.vector("shor"));
                case TOO_MANY_PARTS -> List.of(h, h);
                case NARROW_PART -> List.of(input);
            };
        }
    }

    private static List<double[][]> step(RecurrentModel model, double[][] input, double[][] state) {
        Parameters parameters =
                Parameters.of(model.layout(), new double[model.layout().size()]);
        return model.step(new ArrayMath(1, 0), new ArrayParameters(parameters, 1), input, List.<double[][]>of(state));
    }

    @ParameterizedTest
    @EnumSource(Mistake.class)
    void mistakesAreRefused(Mistake mistake) {
        RecurrentModel model = new RecurrentModel("wrong", new WrongCell(mistake), INPUT, HIDDEN);
        assertRefused(
                mistake.id,
                "Cell 'wrong' " + mistake.message,
                () -> step(model, new double[1][INPUT], new double[1][HIDDEN]));
    }

    /** With θ = 0 a GRU halves its state. */
    @Test
    void whatIsRightIsTheCellsOwn() {
        RecurrentModel model = new RecurrentModel("gru", new GruCell(true), 1, 2);
        assertThat(step(model, new double[][] {{3}}, new double[][] {{4, -2}}))
                .singleElement()
                .isEqualTo(new double[][] {{2, -1}});
    }
}
