package io.ntk.estimators.exact;

import io.ntk.api.Precision;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.EulerCell;
import io.ntk.api.cell.GruCell;
import io.ntk.api.cell.LeakyField;
import io.ntk.api.cell.LstmCell;
import io.ntk.api.cell.Rk4Cell;
import io.ntk.api.cell.RnnCell;
import io.ntk.api.cell.StackedCell;
import io.ntk.api.model.Indices;
import io.ntk.api.model.InitialState;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.KeptEntries;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.Readout;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.model.Restriction;
import io.ntk.api.model.ValidSteps;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.Problem;
import io.ntk.tck.cell.MappedCell;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A model of a random cell and size, on random inputs, with a random observable, selection, mask and restriction. */
final class RandomProblem {
    private static final List<Cell> CELLS = List.of(
            new RnnCell(RnnCell.Activation.TANH, true),
            new RnnCell(RnnCell.Activation.RELU, true),
            new GruCell(true),
            new GruCell(false),
            new LstmCell(true),
            new EulerCell(new LeakyField(true), 0.4),
            new Rk4Cell(new LeakyField(true), 0.4),
            new StackedCell(new RnnCell(RnnCell.Activation.TANH, true), 2),
            new StackedCell(new LstmCell(true), 2),
            new MappedCell(),
            new TiedCell());

    private RandomProblem() {}

    /** {@return a whole problem without output: the states of a cell of 5 units} */
    static Problem of(Cell cell) {
        return of(cell, 5, 7, 4);
    }

    static Problem of(Cell cell, int hidden, int trials, int steps) {
        RecurrentModel model = new RecurrentModel("states", cell, 2, hidden, Optional.empty());
        return new Problem(
                model,
                parameters(model, 1),
                Inputs.of(trials, steps, 2, normal(2, trials * steps * 2, 1)),
                InitialState.of(1, model.stateSize(), normal(3, model.stateSize(), 0.5)),
                Observable.STATES,
                ParameterSelection.all(),
                Precision.FLOAT64);
    }

    static Problem of(int seed) {
        Random random = new Random(seed);
        int inputs = 1 + random.nextInt(3);
        int hidden = 2 + random.nextInt(5);
        int trials = 1 + random.nextInt(6);
        int steps = 1 + random.nextInt(5);
        Observable[] observables = Observable.values();
        RecurrentModel model = new RecurrentModel(
                "random",
                CELLS.get(seed % CELLS.size()),
                inputs,
                hidden,
                Optional.of(new Readout(2, random.nextBoolean())));
        Problem whole = new Problem(
                model,
                parameters(model, seed),
                Inputs.of(trials, steps, inputs, normal(2000 + seed, trials * steps * inputs, 1)),
                InitialState.of(1, model.stateSize(), normal(3000 + seed, model.stateSize(), 0.5)),
                observables[random.nextInt(observables.length)],
                selection(model, random),
                Precision.FLOAT64);
        Problem kept = random.nextInt(3) == 0 ? whole.withKept(some(model, random)) : whole;
        Restriction restriction = restriction(trials, steps, random);
        return kept.withRestriction(
                random.nextInt(3) == 0 && !kept.observable().isFinal()
                        ? restriction.withSteps(Indices.of(steps - 1))
                        : restriction);
    }

    private static ParameterSelection selection(RecurrentModel model, Random random) {
        List<String> names = model.layout().names();
        if (model.cell() instanceof MappedCell) {
            // Others of its parameters make several elements each: no contraction takes them.
            return ParameterSelection.of(List.of("log_rate", "In", "h0"));
        }
        return random.nextBoolean()
                ? ParameterSelection.all()
                : ParameterSelection.of(List.of(names.get(random.nextInt(names.size())), names.get(1)));
    }

    private static KeptEntries some(RecurrentModel model, Random random) {
        boolean[] keep = new boolean[model.layout().size()];
        for (int i = 0; i < keep.length; i++) {
            keep[i] = random.nextInt(4) > 0;
        }
        return KeptEntries.of(model.layout(), keep);
    }

    private static Restriction restriction(int trials, int steps, Random random) {
        Restriction restriction = Restriction.NONE;
        if (random.nextBoolean()) {
            double[] valid = new double[trials * steps];
            for (int trial = 0; trial < trials; trial++) {
                // The first is whole, so that something is observed.
                int length = trial == 0 ? steps : random.nextInt(steps + 1);
                for (int step = 0; step < length; step++) {
                    valid[trial * steps + step] = 1;
                }
            }
            restriction = restriction.withValid(ValidSteps.of(trials, steps, valid));
        }
        return random.nextInt(3) == 0 ? restriction.withUnits(Indices.of(1)) : restriction;
    }

    static Parameters parameters(RecurrentModel model, long seed) {
        return Parameters.of(model.layout(), normal(seed, model.layout().size(), 0.5));
    }

    static double[] normal(long seed, int size, double scale) {
        double[] values = new double[size];
        ProbeDistribution.GAUSSIAN.fill(seed, 0, 0, values, 0, size);
        for (int i = 0; i < size; i++) {
            values[i] *= scale;
        }
        return values;
    }
}
