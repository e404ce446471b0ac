package io.ntk.backend.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.Precision;
import io.ntk.api.linalg.Axis;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.BackendOptions;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That arithmetic of blocks too large to be worked on at once is right, wherever they are divided. */
class BlocksInPiecesTest {
    private static final int COLUMNS = 5;

    @ParameterizedTest
    @CsvSource({
        // Trials, steps, width: in pieces of rows, of the elements of a row as parameters are, and of both.
        "301, 7, 150",
        "1, 1, 600001",
        "2, 3, 300001"
    })
    void areThoseOfTheWhole(int trials, int steps, int width) {
        IndexShape shape =
                IndexShape.of(new Axis(Axis.TRIAL, trials), new Axis(Axis.TIME, steps), new Axis(Axis.UNIT, width));
        DjlEngine engine = new DjlEngine(Settings.of(BackendOptions.defaults()));
        DjlVectorSpace space = new DjlVectorSpace(engine, shape, Precision.FLOAT64);
        try (MultiVector x = space.probes(ProbeDistribution.GAUSSIAN, 1, 0, COLUMNS);
                MultiVector y = space.probes(ProbeDistribution.GAUSSIAN, 2, 0, COLUMNS)) {
            double[][] xs = x.toArrays();
            double[][] ys = y.toArrays();
            DMatrixRMaj gram = x.gram(y);
            double[] dots = x.dots(y);
            double error = 1e-12 * xs[0].length;
            for (int i = 0; i < COLUMNS; i++) {
                assertThat(dots[i]).isCloseTo(dot(xs[i], ys[i]), within(error));
                for (int j = 0; j < COLUMNS; j++) {
                    assertThat(gram.get(i, j)).isCloseTo(dot(xs[i], ys[j]), within(error));
                }
            }
            DMatrixRMaj c = new DMatrixRMaj(COLUMNS, COLUMNS);
            for (int i = 0; i < c.getNumElements(); i++) {
                c.set(i, Math.sin(i));
            }
            x.update(2, y, c, 0.5);
            x.axpy(-3, y);
            for (int j = 0; j < COLUMNS; j++) {
                double[] found = x.toArray(j);
                for (int element = 0; element < found.length; element++) {
                    double expected = 0.5 * xs[j][element] - 3 * ys[j][element];
                    for (int i = 0; i < COLUMNS; i++) {
                        expected += 2 * ys[i][element] * c.get(i, j);
                    }
                    if (Math.abs(found[element] - expected) > 1e-12) {
                        assertThat(found[element])
                                .as("element %d of column %d", element, j)
                                .isCloseTo(expected, within(1e-12));
                    }
                }
            }
            x.update(1, y, c, 0);
            assertThat(x.toArray(1)[xs[0].length - 1]).isCloseTo(image(ys, c, 1, xs[0].length - 1), within(1e-12));
        }
        engine.close();
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    private static double image(double[][] ys, DMatrixRMaj c, int column, int element) {
        double sum = 0;
        for (int i = 0; i < COLUMNS; i++) {
            sum += ys[i][element] * c.get(i, column);
        }
        return sum;
    }
}
