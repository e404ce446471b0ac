package io.ntk.backend.djl;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.Precision;
import io.ntk.api.linalg.Axis;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.BackendOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That probes too large to be drawn at once are those of the distribution, wherever they are divided. */
class ProbesInChunksTest {
    private static final long SEED = 5;
    private static final int FIRST = 3;

    @ParameterizedTest
    @CsvSource({
        // Trials, steps, width, columns: in chunks of trials, of steps, and of columns.
        "1201, 9, 50, 2",
        "2, 1201, 300, 4",
        "1, 3, 300001, 5"
    })
    void areThoseOfTheDistribution(int trials, int steps, int width, int columns) {
        ProbeDistribution distribution = ProbeDistribution.RADEMACHER;
        IndexShape shape =
                IndexShape.of(new Axis(Axis.TRIAL, trials), new Axis(Axis.TIME, steps), new Axis(Axis.UNIT, width));
        DjlEngine engine = new DjlEngine(Settings.of(BackendOptions.defaults()));
        for (Precision precision : Precision.values()) {
            DjlVectorSpace space = new DjlVectorSpace(engine, shape, precision);
            try (MultiVector block = space.probes(distribution, SEED, FIRST, columns)) {
                for (int j = 0; j < columns; j++) {
                    double[] expected = new double[trials * steps * width];
                    distribution.fill(SEED, FIRST + j, 0, expected, 0, expected.length);
                    assertThat(block.toArray(j))
                            .as(precision.label() + ", column " + j)
                            .isEqualTo(expected);
                }
            }
        }
        engine.close();
    }
}
