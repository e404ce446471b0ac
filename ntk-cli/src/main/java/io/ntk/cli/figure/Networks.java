package io.ntk.cli.figure;

import io.ntk.api.Precision;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Problem;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import io.ntk.training.CentredDescent;
import io.ntk.training.RunDescription;
import io.ntk.training.Training;
import io.ntk.training.TrainingSettings;
import io.ntk.training.task.FlipFlop;
import io.ntk.training.task.Task;
import java.util.List;
import java.util.OptionalDouble;

/** Pairs of networks on one task, all states observed and all recurrent parameters differentiated. */
final class Networks {
    private final NtkRuntime runtime;
    private final AutodiffBackend backend;
    private final Task task;

    /** Networks on the 3-bit flip-flop. */
    Networks(NtkRuntime runtime) {
        this(runtime, runtime.backend(), new FlipFlop());
    }

    /** Networks that a backend trains. */
    Networks(NtkRuntime runtime, AutodiffBackend backend, Task task) {
        this.runtime = runtime;
        this.backend = backend;
        this.task = task;
    }

    /** A network before and after training. */
    BeforeAfter trained(FigureSettings settings) {
        Training training = start(settings, 0);
        Inputs inputs = training.evaluationTrials().inputs();
        Problem before = observed(training, inputs);
        for (int step = 0; step < settings.trainingSteps(); step++) {
            training.step();
        }
        return new BeforeAfter(before, observed(training, inputs));
    }

    /** Two networks that have nothing in common but their sizes and inputs. */
    BeforeAfter untrained(FigureSettings settings) {
        Training one = start(settings, 0);
        Inputs inputs = one.evaluationTrials().inputs();
        return new BeforeAfter(observed(one, inputs), observed(start(settings, 1), inputs));
    }

    /** A network that answers α (f(θ) − f(θ₀)), not yet trained. */
    CentredDescent centred(FigureSettings settings, double outputScale, long seed) {
        RunDescription run = run(settings, seed);
        RecurrentModel model = run.model(runtime.cells(), task);
        return new CentredDescent(backend, model, task, run.settings(), outputScale);
    }

    /** Such a network as it is now. */
    Problem observed(CentredDescent training) {
        return observed(training.problem(training.inputs(), Observable.STATES));
    }

    /** The training of a network, before its first step. */
    Training start(FigureSettings settings, long seed) {
        RunDescription run = run(settings, seed);
        return Training.start(backend, run.model(runtime.cells(), task), task, run.settings());
    }

    private RunDescription run(FigureSettings settings, long seed) {
        TrainingSettings how = new TrainingSettings(
                        settings.sizes().trials(), settings.sizes().steps())
                .withOptimizer(settings.optimizer(), settings.learningRate())
                .withInitialScale(settings.initialScale())
                .withSeed(seed);
        return new RunDescription(
                task.name(), settings.cell(), settings.sizes().hiddenSize(), 1, OptionalDouble.empty(), how);
    }

    private Problem observed(Training training, Inputs inputs) {
        return observed(training.problem(inputs, Observable.STATES));
    }

    private Problem observed(Problem trained) {
        Precision precision = runtime.configuration().precision();
        Problem problem = trained.withPrecision(precision);
        List<String> recurrent = problem.model().layout().names().stream()
                .filter(name -> !name.startsWith("readout"))
                .toList();
        return problem.withSelection(ParameterSelection.of(recurrent));
    }
}
