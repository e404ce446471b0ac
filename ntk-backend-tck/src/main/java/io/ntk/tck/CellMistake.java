package io.ntk.tck;

import io.ntk.api.ErrorId;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.ParameterLayout;
import java.util.List;

/** Cells that each make one mistake, at the input size 2 and the hidden size 3, and what every engine refuses it as. */
enum CellMistake implements Cell {
    ADDS_OTHER_WIDTHS(ErrorId.SHAPE_MISMATCH, "add", "2", "3"),
    SUBTRACTS_OTHER_WIDTHS(ErrorId.SHAPE_MISMATCH, "subtract", "2", "3"),
    MULTIPLIES_OTHER_WIDTHS(ErrorId.SHAPE_MISMATCH, "multiply", "2", "3"),
    DIVIDES_OTHER_WIDTHS(ErrorId.SHAPE_MISMATCH, "divide", "2", "3"),
    SLICES_BEFORE_THE_FIRST_COLUMN(ErrorId.SHAPE_MISMATCH, "-1 to 2", "3"),
    SLICES_BEYOND_THE_LAST_COLUMN(ErrorId.SHAPE_MISMATCH, "1 to 4", "3"),
    SLICES_NO_COLUMN(ErrorId.SHAPE_MISMATCH, "2 to 2", "3"),
    JOINS_NOTHING(ErrorId.CELL_DEFINITION, "no arrays"),
    MULTIPLIES_BY_A_WEIGHT_OF_OTHER_WIDTH(ErrorId.SHAPE_MISMATCH, "'w'", "[3, 3]", "2"),
    ADDS_A_BIAS_OF_OTHER_WIDTH(ErrorId.SHAPE_MISMATCH, "'short'", "[2]", "3"),
    USES_A_VECTOR_AS_A_WEIGHT(ErrorId.CELL_DEFINITION, "'b'", "[3]"),
    USES_A_WEIGHT_AS_A_VECTOR(ErrorId.CELL_DEFINITION, "'w'", "[3, 3]"),
    USES_A_WEIGHT_AS_A_BIAS(ErrorId.CELL_DEFINITION, "'w'", "[3, 3]"),
    USES_AN_UNDECLARED_TENSOR(ErrorId.UNKNOWN_PARAMETER, "'v'"),
    RETURNS_NO_PART(ErrorId.CELL_DEFINITION, "[]", "[3]"),
    RETURNS_ONE_PART_TOO_MANY(ErrorId.CELL_DEFINITION, "[3, 3]", "[3]"),
    RETURNS_A_NARROW_PART(ErrorId.CELL_DEFINITION, "[2]", "[3]");

    static final int INPUT_SIZE = 2;
    static final int HIDDEN_SIZE = 3;

    private final ErrorId id;
    /** Immutable, though its type does not say so. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> named;

    CellMistake(ErrorId id, String... named) {
        this.id = id;
        this.named = List.of(named);
    }

    /** {@return the kind of refusal} */
    ErrorId id() {
        return id;
    }

    /** {@return what the problem's sentence must name} */
    List<String> named() {
        return named;
    }

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
        return switch (this) {
            case ADDS_OTHER_WIDTHS -> List.of(math.add(input, h));
            case SUBTRACTS_OTHER_WIDTHS -> List.of(math.subtract(input, h));
            case MULTIPLIES_OTHER_WIDTHS -> List.of(math.multiply(input, h));
            case DIVIDES_OTHER_WIDTHS -> List.of(math.divide(input, h));
            case SLICES_BEFORE_THE_FIRST_COLUMN -> List.of(math.slice(h, -1, 2));
            case SLICES_BEYOND_THE_LAST_COLUMN -> List.of(math.slice(h, 1, 4));
            case SLICES_NO_COLUMN -> List.of(math.slice(h, 2, 2));
            case JOINS_NOTHING -> List.of(math.concat(List.of()));
            case MULTIPLIES_BY_A_WEIGHT_OF_OTHER_WIDTH -> List.of(theta.linear("w", input));
            case ADDS_A_BIAS_OF_OTHER_WIDTH -> List.of(theta.affine("w", "short", h));
            case USES_A_VECTOR_AS_A_WEIGHT -> List.of(theta.linear("b", h));
            case USES_A_WEIGHT_AS_A_VECTOR -> List.of(theta.vector("w"));
            case USES_A_WEIGHT_AS_A_BIAS -> List.of(theta.affine("w", "w", h));
            case USES_AN_UNDECLARED_TENSOR -> List.of(theta.linear("v", h));
            case RETURNS_NO_PART -> List.of();
            case RETURNS_ONE_PART_TOO_MANY -> List.of(h, h);
            case RETURNS_A_NARROW_PART -> List.of(input);
        };
    }
}
