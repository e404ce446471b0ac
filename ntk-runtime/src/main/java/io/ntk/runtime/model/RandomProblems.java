package io.ntk.runtime.model;

import io.ntk.api.Precision;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.cell.CellProvider;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.random.CounterGenerator;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.Problem;
import io.ntk.runtime.provider.Cells;

/**
 * Draws untrained models of any cell, for demonstrations and timing. Every parameter is uniform on (−1/√H, 1/√H), as
 * PyTorch initializes recurrent modules, and inputs are standard normal. The same seed gives the same numbers
 * everywhere.
 */
public final class RandomProblems {
    private static final int INPUTS = 0;

    private final Cells cells;

    /**
     * Makes a source of models of the given cells.
     *
     * @param cells the cells that users may name
     */
    public RandomProblems(Cells cells) {
        this.cells = cells;
    }

    /**
     * Draws one model at two independent points, on the same inputs.
     *
     * @param cell the name of the cell
     * @param sizes the sizes
     * @param seed the seed
     * @param precision the precision of storage and products
     * @return two problems with all states observed and all parameters differentiated
     * @throws io.ntk.api.NtkException {@code UNKNOWN_CELL}
     */
    public BeforeAfter pair(String cell, ProblemSizes sizes, long seed, Precision precision) {
        CellProvider provider = cells.provider(cell);
        RecurrentModel model = new RecurrentModel(
                provider.name(), provider.create(CellOptions.DEFAULT), sizes.inputSize(), sizes.hiddenSize());
        Problem before = new Problem(model, parameters(model, seed, 1), inputs(sizes, seed)).withPrecision(precision);
        return new BeforeAfter(before, before.withParameters(parameters(model, seed, 2)));
    }

    private static Parameters parameters(RecurrentModel model, long seed, int stream) {
        ParameterLayout layout = model.layout();
        CounterGenerator generator = new CounterGenerator(seed, stream);
        double bound = 1 / Math.sqrt(model.hiddenSize());
        double[] values = new double[layout.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = bound * (2 * generator.uniform(i) - 1);
        }
        return Parameters.of(layout, values);
    }

    private static Inputs inputs(ProblemSizes sizes, long seed) {
        double[] values =
                new double[Math.multiplyExact(Math.multiplyExact(sizes.trials(), sizes.steps()), sizes.inputSize())];
        ProbeDistribution.GAUSSIAN.fill(seed, INPUTS, 0, values, 0, values.length);
        return Inputs.of(sizes.trials(), sizes.steps(), sizes.inputSize(), values);
    }
}
