package io.ntk.backend.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.StandardCells;
import io.ntk.api.model.RecurrentModel;
import java.util.List;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProgramRecorderTest {
    @Test
    void aSumOfAffineMapsIsOne() {
        Cell cell = new StandardCells.RnnTanh().create(CellOptions.DEFAULT);
        Program program = ProgramRecorder.step(new RecurrentModel("rnn_tanh", cell, 2, 3));
        assertThat(program.nodes().stream()
                        .map(node -> node.operation)
                        .filter(operation -> operation != Operation.ARGUMENT))
                .containsExactly(Operation.AFFINE, Operation.TANH);
        assertThat(program.nodes().get(program.nodes().size() - 2).biases).containsExactly("bias_ih", "bias_hh");
    }

    /** A cell given by one expression. */
    private interface Wrong {
        <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state);
    }

    private record WrongCell(ErrorId expected, String part, Wrong wrong) implements Cell {
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
            return wrong.step(math, theta, input, state);
        }
    }

    static List<Named<WrongCell>> wrongCells() {
        return List.of(
                Named.of("no such tensor", new WrongCell(ErrorId.UNKNOWN_PARAMETER, "'v'", new Wrong() {
                    @Override
                    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
                        return List.of(theta.linear("v", state.get(0)));
                    }
                })),
                Named.of("a vector as a weight", new WrongCell(ErrorId.SHAPE_MISMATCH, "'b'", new Wrong() {
                    @Override
                    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
                        return List.of(theta.linear("b", state.get(0)));
                    }
                })),
                Named.of("a weight as a vector", new WrongCell(ErrorId.SHAPE_MISMATCH, "'w'", new Wrong() {
                    @Override
                    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
                        return List.of(theta.vector("w"));
                    }
                })),
                Named.of("a short bias", new WrongCell(ErrorId.SHAPE_MISMATCH, "'short'", new Wrong() {
                    @Override
                    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
                        return List.of(theta.affine("w", "short", state.get(0)));
                    }
                })),
                Named.of("columns beyond the width", new WrongCell(ErrorId.SHAPE_MISMATCH, "1 to 4", new Wrong() {
                    @Override
                    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
                        return List.of(math.slice(state.get(0), 1, 4));
                    }
                })),
                Named.of("a concatenation of nothing", new WrongCell(ErrorId.CELL_DEFINITION, "no arrays", new Wrong() {
                    @Override
                    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
                        return List.of(math.concat(List.of()));
                    }
                })),
                Named.of("a state too narrow", new WrongCell(ErrorId.CELL_DEFINITION, "widths [2]", new Wrong() {
                    @Override
                    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
                        return List.of(input);
                    }
                })));
    }

    @ParameterizedTest
    @MethodSource("wrongCells")
    void namesWhatIsWrong(WrongCell cell) {
        RecurrentModel model = new RecurrentModel("wrong", cell, 2, 3);
        assertThatThrownBy(() -> ProgramRecorder.step(model))
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(cell.expected()))
                .hasMessageContaining("'" + (cell.expected() == ErrorId.UNKNOWN_PARAMETER ? "v" : "wrong") + "'")
                .hasMessageContaining(cell.part());
    }
}
