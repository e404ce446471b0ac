package io.ntk.spark;

import io.ntk.api.Precision;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.random.CounterGenerator;
import io.ntk.api.spi.Problem;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import java.util.Arrays;

/** Networks with random parameters and inputs, always the same. */
final class SmallProblems {
    private SmallProblems() {}

    static BeforeAfter pair(String cellName, int trials, int steps, int inputs, int hidden, Precision precision) {
        Cell cell;
        try (NtkRuntime runtime = NtkRuntime.create()) {
            cell = runtime.cells().provider(cellName).create(CellOptions.DEFAULT);
        }
        RecurrentModel model = new RecurrentModel(cellName, cell, inputs, hidden);
        double[] theta = random(1, model.layout().size(), 1 / Math.sqrt(hidden));
        double[] change = random(2, theta.length, 0.5 / Math.sqrt(hidden));
        double[] trained = theta.clone();
        Arrays.setAll(trained, i -> theta[i] + change[i]);
        Inputs x = Inputs.of(trials, steps, inputs, random(3, trials * steps * inputs, 1));
        Problem before = new Problem(model, Parameters.of(model.layout(), theta), x).withPrecision(precision);
        return new BeforeAfter(before, before.withParameters(Parameters.of(model.layout(), trained)));
    }

    private static double[] random(long stream, int count, double scale) {
        CounterGenerator generator = new CounterGenerator(7, stream);
        double[] values = new double[count];
        Arrays.setAll(values, i -> scale * (2 * generator.uniform(i) - 1));
        return values;
    }
}
