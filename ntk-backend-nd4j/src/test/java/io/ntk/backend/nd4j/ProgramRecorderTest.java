package io.ntk.backend.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.cell.StandardCells;
import io.ntk.api.model.RecurrentModel;
import org.junit.jupiter.api.Test;

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
}
