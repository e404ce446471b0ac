package io.ntk.api.model;

import static io.ntk.api.ErrorId.INVALID_ARGUMENT;
import static io.ntk.api.ErrorId.NON_FINITE;
import static io.ntk.api.ErrorId.SHAPE_MISMATCH;
import static io.ntk.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputsTest {
    private static double[] counting(int length) {
        return IntStream.range(0, length).asDoubleStream().toArray();
    }

    @Test
    void areRowMajor() {
        double[] values = counting(24);
        Inputs inputs = Inputs.of(2, 3, 4, values);
        assertThat(inputs.get(1, 2, 3)).isEqualTo(23);
        assertThat(inputs.get(1, 0, 2)).isEqualTo(14);
        assertThat(inputs.get(0, 2, 1)).isEqualTo(9);
        assertThat(inputs).returns(2, Inputs::trials).returns(3, Inputs::steps).returns(4, Inputs::size);
        values[23] = 99;
        inputs.toArray()[22] = 99;
        assertThat(inputs.toArray()).isEqualTo(counting(24));
    }

    @ParameterizedTest
    @CsvSource({"0, 3, 4", "2, -1, 4", "2, 3, 0"})
    void sizesAreAtLeastOne(int trials, int steps, int size) {
        assertRefused(
                INVALID_ARGUMENT,
                "The inputs have shape [trials, steps, channels] = [" + trials + ", " + steps + ", " + size
                        + "]. Every size must be at least 1.",
                () -> Inputs.of(trials, steps, size, new double[24]));
    }

    @ParameterizedTest
    @CsvSource({"2, 3, 4, 23", "65536, 65536, 4, 0"})
    void wrongLengthsAreRefused(int trials, int steps, int size, int length) {
        assertRefused(
                SHAPE_MISMATCH,
                "The inputs have " + length + " elements, but shape [trials, steps, channels] = [" + trials + ", "
                        + steps + ", " + size
                        + "] was given. The number of elements must be the product of the three sizes.",
                () -> Inputs.of(trials, steps, size, new double[length]));
    }

    @Test
    void valuesThatAreNotFiniteAreRefusedWithTheirPlace() {
        double[] values = counting(24);
        values[19] = Double.NaN;
        assertRefused(
                NON_FINITE,
                "The inputs are NaN at [trial, step, channel] = [1, 1, 3]. Remove or correct that trial.",
                () -> Inputs.of(2, 3, 4, values));
    }

    @Test
    void sizesWhoseProductOverflowsAreRefused() {
        assertRefused(
                SHAPE_MISMATCH,
                "The inputs have 0 elements, but shape [trials, steps, channels] = [1073741824, 1073741824, 16] was given."
                        + " The number of elements must be the product of the three sizes.",
                () -> Inputs.of(1 << 30, 1 << 30, 16, new double[0]));
    }

    @Test
    void whatFollowsTheEndOfATrialIsZero() {
        double[] values = counting(12);
        values[4] = Double.NaN;
        Inputs inputs = Inputs.of(2, 3, 2, values, new int[] {2, 3});

        assertThat(inputs.toArray()).containsExactly(0, 1, 2, 3, 0, 0, 6, 7, 8, 9, 10, 11);
        assertThat(inputs.usedSteps(0)).isEqualTo(2);
        assertThat(inputs.ofTrials(Indices.of(0)))
                .returns(2, of -> of.usedSteps(0))
                .extracting(Inputs::toArray)
                .isEqualTo(new double[] {0, 1, 2, 3, 0, 0});
        assertThat(inputs.first(2).toArray()).containsExactly(0, 1, 2, 3, 6, 7, 8, 9);
        assertRefused(
                NON_FINITE,
                "The inputs are NaN at [trial, step, channel] = [0, 2, 0]. Remove or correct that trial.",
                () -> Inputs.of(2, 3, 2, values, new int[] {3, 0}));
        assertRefused(
                INVALID_ARGUMENT,
                "The inputs have 2 trials of 3 steps, but their ends are 2 numbers, or not all of them steps. Give one"
                        + " number from 0 to 3 for each trial.",
                () -> Inputs.of(2, 3, 2, values, new int[] {4, 0}));
    }
}
