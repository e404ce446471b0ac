package io.ntk.backend.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.Precision;
import io.ntk.api.cell.GruCell;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.Factor;
import io.ntk.api.spi.Problem;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuietOutputTest {
    private final PrintStream original = System.out;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @BeforeEach
    void capture() {
        System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setOut(original);
    }

    @Test
    void silencesOneThreadUntilClosed() throws InterruptedException {
        PrintStream before = System.out;
        try (QuietOutput quiet = QuietOutput.forThisThread()) {
            System.out.print("dropped");
            System.out.write('d');
            Thread other = new Thread(() -> System.out.print("kept "));
            other.start();
            other.join();
        }
        System.out.print("after");
        assertThat(System.out).isSameAs(before);
        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("kept after");
    }

    @Test
    void buildingGraphsPrintsNothing() {
        RecurrentModel model = new RecurrentModel("gru", new GruCell(true), 1, 2);
        Problem problem = new Problem(
                        model,
                        Parameters.of(model.layout(), new double[model.layout().size()]),
                        Inputs.of(1, 2, 1, new double[] {1, 2}))
                .withPrecision(Precision.FLOAT64);
        Nd4jEngine.load();
        for (Factor factor : Factor.values()) {
            SameDiffGraph.adjoint(GraphKey.of(problem, factor));
            SameDiffGraph.tangent(GraphKey.of(problem, factor));
        }
        assertThat(written.toString(StandardCharsets.UTF_8)).isEmpty();
    }
}
