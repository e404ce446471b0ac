package io.ntk.examples.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayWriter;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.arrays.OperatorMatrix;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.ProblemSizes;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kernel can be exported as a matrix for another program. */
class OperatorMatrixTest {
    @TempDir
    private Path folder = Path.of("");

    private static Problem problem(NtkRuntime ntk, ProblemSizes sizes) {
        return ntk.randomProblems().pair("gru", sizes, 0, Precision.FLOAT64).before();
    }

    @Test
    void theWrittenMatrixMultipliesAsTheJacobianDoes() {
        Path file = folder.resolve("jacobian.npz");
        try (NtkRuntime ntk = NtkRuntime.create();
                Linearization network = ntk.backend().linearize(problem(ntk, new ProblemSizes(2, 5, 4, 3)))) {
            ArrayWriter.write(file, OperatorMatrix.of("jacobian", network.jacobian()), Precision.FLOAT64);
            NumericArray matrix;
            try (ArrayFile read = ArrayFile.open(file)) {
                matrix = read.read("jacobian");
            }
            int columns = (int) network.parameterSpace().dimension();
            assertThat(matrix.shape()).isEqualTo(List.of(40, columns));
            assertThat(columns).isGreaterThan(64);
            try (MultiVector u = network.parameterSpace().probes(ProbeDistribution.GAUSSIAN, 1, 0, 1);
                    MultiVector image = network.jvp(u)) {
                double[] x = u.toArray(0);
                double[] expected = image.toArray(0);
                for (int i = 0; i < 40; i++) {
                    double sum = 0;
                    for (int j = 0; j < columns; j++) {
                        sum += matrix.values()[i * columns + j] * x[j];
                    }
                    assertThat(sum).isCloseTo(expected[i], within(1e-12));
                }
            }
        }
    }

    @Test
    void aLargeOneIsRefused() {
        try (NtkRuntime ntk = NtkRuntime.create();
                Linearization network = ntk.backend().linearize(problem(ntk, new ProblemSizes(50, 20, 16, 3)))) {
            assertThatThrownBy(() -> OperatorMatrix.of("ntk", network.ntk()))
                    .isInstanceOf(NtkException.class)
                    .hasMessageContaining("has 16000 rows and 16000 columns");
        }
    }
}
