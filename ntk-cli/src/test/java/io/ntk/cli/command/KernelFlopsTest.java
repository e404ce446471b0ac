package io.ntk.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.Precision;
import io.ntk.estimators.estimate.Cost;
import io.ntk.runtime.model.ProblemSizes;
import io.ntk.runtime.model.RandomProblems;
import io.ntk.runtime.provider.Cells;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelFlopsTest {
    private static KernelFlops flops(String cell, ProblemSizes sizes) {
        Cells cells = Cells.find(KernelFlopsTest.class.getClassLoader());
        return new KernelFlops(new RandomProblems(cells)
                .pair(cell, sizes, 0, Precision.FLOAT32)
                .before());
    }

    @ParameterizedTest
    @CsvSource({"rnn_tanh, 1", "gru, 3", "lstm, 4"})
    void countsFourProductsOfEachRecurrentWeightAndTwoOfEachInputWeight(String cell, int gates) {
        double columns = 50;
        double steps = 100 * 10;
        double expected = columns * steps * gates * (8.0 * 128 * 128 + 4.0 * 128 * 3);

        assertThat(flops(cell, new ProblemSizes(100, 10, 128, 3)).of(new Cost(50, 0, 0)))
                .isCloseTo(expected, within(1e-9 * expected));
    }

    @Test
    void halfOfAKernelProductIsAProductWithItsFactor() {
        KernelFlops flops = flops("gru", new ProblemSizes(2, 3, 4, 4));

        assertThat(flops.of(new Cost(0, 1, 1))).isEqualTo(flops.of(new Cost(1, 0, 0)));
    }
}
