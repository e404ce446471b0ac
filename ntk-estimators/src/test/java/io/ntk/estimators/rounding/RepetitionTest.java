package io.ntk.estimators.rounding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bound of an error by rounding, where one direction carries all of a kernel, which makes changes most skewed. */
class RepetitionTest {
    private static final int RUNS = 4000;

    /** The kernel is off by 1 along its direction, whatever is multiplied by it. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void boundsAChangeThatEveryProductShows(int vectors) {
        SplittableRandom random = new SplittableRandom(1);
        DoubleSupplier change = () -> square(random.nextGaussian());
        assertThat(covered(vectors, change, () -> 1)).isBetween(0.96, 0.99);
    }

    /** Each product along it is off by a number of its own, as is that of which the estimate is made. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void boundsARoundingOfEachProductItself(int vectors) {
        SplittableRandom random = new SplittableRandom(2);
        DoubleSupplier change = () -> random.nextGaussian() * square(random.nextGaussian());
        assertThat(covered(vectors, change, random::nextGaussian)).isGreaterThan(0.88);
    }

    /** The interval by sampling alone decides whether the vectors after the first two are repeated. */
    @Test
    void repeatsFewProductsWhereSamplingErrsMuchMore() {
        double[] all = {1, 1.5, 0.5, 2, 1.25};
        double few = Repetition.bound(Arrays.copyOf(all, Repetition.FEW));
        List<Integer> asked = new ArrayList<>();
        Repetition.Changes changes = (from, until) -> {
            asked.add(from);
            return Optional.of(Arrays.copyOfRange(all, from, until));
        };

        assertThat(Repetition.bound(changes, 2 * few)).hasValue(few);
        assertThat(asked).containsExactly(0);
        assertThat(Repetition.bound(changes, 1.99 * few)).hasValue(Repetition.bound(all));
        assertThat(asked).containsExactly(0, 0, Repetition.FEW);
    }

    @Test
    void boundsByTheVectorsThatThereAre() {
        double[] few = {1, 1.5};
        assertThat(Repetition.bound((from, until) -> from == 0 ? Optional.of(few) : Optional.empty(), 0))
                .hasValue(Repetition.bound(few));
        assertThat(Repetition.bound((from, until) -> Optional.empty(), 0)).isEmpty();
    }

    private static double square(double x) {
        return x * x;
    }

    private static double covered(int vectors, DoubleSupplier change, DoubleSupplier error) {
        int covered = 0;
        for (int run = 0; run < RUNS; run++) {
            double[] changes = new double[vectors];
            for (int j = 0; j < vectors; j++) {
                changes[j] = change.getAsDouble();
            }
            covered += Repetition.bound(changes) >= Math.abs(error.getAsDouble()) ? 1 : 0;
        }
        return covered / (double) RUNS;
    }
}
