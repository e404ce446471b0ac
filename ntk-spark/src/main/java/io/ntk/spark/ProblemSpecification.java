package io.ntk.spark;

import io.ntk.api.Precision;
import io.ntk.api.cell.Cell;
import io.ntk.api.model.InitialState;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.KeptEntries;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.Readout;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.model.Restriction;
import io.ntk.api.spi.Problem;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Optional;

/**
 * The part of a problem that all shards share: everything except inputs and initial states.
 *
 * @param cellName the cell's name
 * @param cell the equations
 * @param inputSize I
 * @param hiddenSize H
 * @param outputSize the width of the readout, 0 if there is none
 * @param outputBias whether the readout has a bias
 * @param parameters θ
 * @param observable the observable
 * @param selection the name patterns of the differentiated tensors
 * @param precision the precision of storage and products
 * @param kept for each element of θ whether it is differentiated; empty if all are
 */
// Instances are sent to executors and never compared.
@SuppressWarnings("ArrayRecordComponent")
record ProblemSpecification(
        String cellName,
        Cell cell,
        int inputSize,
        int hiddenSize,
        int outputSize,
        boolean outputBias,
        double[] parameters,
        Observable observable,
        ArrayList<String> selection,
        Precision precision,
        boolean[] kept)
        implements Serializable {
    static ProblemSpecification of(Problem problem) {
        RecurrentModel model = problem.model();
        return new ProblemSpecification(
                model.name(),
                model.cell(),
                model.inputSize(),
                model.hiddenSize(),
                model.readout().map(Readout::outputSize).orElse(0),
                model.readout().map(Readout::bias).orElse(false),
                problem.parameters().toArray(),
                problem.observable(),
                new ArrayList<>(problem.selection().globs()),
                problem.precision(),
                problem.kept().map(KeptEntries::toArray).orElse(new boolean[0]));
    }

    /** {@return the problem of a shard} */
    Problem on(ShardInputs shard) {
        Optional<Readout> readout =
                outputSize == 0 ? Optional.empty() : Optional.of(new Readout(outputSize, outputBias));
        RecurrentModel model = new RecurrentModel(cellName, cell, inputSize, hiddenSize, readout);
        return new Problem(
                model,
                Parameters.of(model.layout(), parameters),
                Inputs.of(shard.trials(), shard.steps(), inputSize, shard.inputs()),
                shard.state().length == 0
                        ? InitialState.zeros()
                        : InitialState.of(shard.trials(), model.stateSize(), shard.state()),
                observable,
                ParameterSelection.of(selection),
                precision,
                kept.length == 0 ? Optional.empty() : Optional.of(KeptEntries.of(model.layout(), kept)),
                Restriction.NONE);
    }
}
