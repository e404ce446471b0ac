package io.ntk.estimators.exact;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.Precision;
import io.ntk.api.cell.GruCell;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.tck.golden.GoldenCase;
import io.ntk.tck.reference.ReferenceBackend;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactInsteadTest {
    /** Advice needs no more than the size of what is counted. */
    private static final double FACTOR = 4;

    @ParameterizedTest
    @ValueSource(strings = {"rnn_tanh", "gru", "lstm"})
    void takesAboutTheOperationsThatAreCounted(String cell) {
        GoldenCase golden = GoldenCase.named(cell);
        ReferenceBackend backend = new ReferenceBackend();
        try (Linearization before = backend.linearize(golden.problemBefore(Precision.FLOAT64));
                Linearization after = backend.linearize(golden.problemAfter(Precision.FLOAT64))) {
            ExactAlignment found = new ExactNtk(1 << 30).totals().alignment(before, after);
            double counted = Stream.of(found.cross(), found.before(), found.after())
                    .mapToDouble(products -> products.count().flops())
                    .sum();

            assertThat(ExactInstead.alignment(before.problem())).isBetween(counted / FACTOR, counted * FACTOR);
        }
    }

    @Test
    void isAdvisedForASmallNetworkAndManyProducts() {
        Problem problem = GoldenCase.named("gru").problemBefore(Precision.FLOAT64);

        assertThat(ExactInstead.ofProducts(problem, 100))
                .hasValue(
                        "The exact value takes fewer operations than these 100 products, and no sampling: --estimator exact.");
        assertThat(ExactInstead.ofProducts(problem, 1)).isEmpty();
    }

    @Test
    void isNotAdvisedWhereItTakesLonger() {
        RecurrentModel model = new RecurrentModel("gru", new GruCell(true), 3, 64);
        Problem problem = new Problem(
                model,
                Parameters.of(model.layout(), new double[model.layout().size()]),
                Inputs.of(50, 10, 3, new double[50 * 10 * 3]));

        assertThat(ExactInstead.ofProducts(problem, 100)).isEmpty();
    }
}
