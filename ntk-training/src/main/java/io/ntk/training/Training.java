package io.ntk.training;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Observable;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.Readout;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.training.loss.LossValue;
import io.ntk.training.task.Task;
import io.ntk.training.task.Trials;
import java.util.List;

/**
 * The training of a network on a task, step by step. The gradient of the loss is Jᵀ ∂loss/∂y, the backend's vjp of the
 * outputs y with respect to all parameters, including those of the readout.
 *
 * <p>Trials 0 to B − 1 of the seed are held out for evaluation; step s, counted from 1, learns from trials s B to (s +
 * 1) B − 1. So no network is evaluated on trials that it learnt from, and a training can be resumed at any step. A task may say
 * otherwise ({@link Task#batch}, {@link Task#evaluation}). An instance must be used by one thread at a time.
 */
public final class Training {
    private static final double NANOS = 1e9;

    private final AutodiffBackend backend;
    private final RecurrentModel model;
    private final Task task;
    private final TrainingSettings settings;
    private final Trials evaluation;
    private final Optimizer optimizer;
    private final double[] theta;
    private int completed;

    private Training(
            AutodiffBackend backend, RecurrentModel model, Task task, TrainingSettings settings, double[] theta) {
        requireReadout(model, task);
        this.backend = backend;
        this.model = model;
        this.task = task;
        this.settings = settings;
        this.theta = theta;
        this.evaluation = requireDrawn(task.evaluation(settings.seed(), settings.trials(), settings.timeSteps()));
        settings.loss().requireFits(evaluation.expected());
        this.optimizer = settings.optimizer().create(theta.length);
        round(this.theta);
    }

    /**
     * Starts from random parameters, uniform on ±scale/√H by tensor.
     *
     * @param backend the backend that differentiates
     * @param model the network, with a readout as wide as the task's outputs
     * @param task the task to learn
     * @param settings the settings of the training
     * @return a training before its first step
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} if the network does not fit the task,
     *     {@link ErrorId#UNKNOWN_PARAMETER} for an initial scale of a tensor that it does not have
     */
    public static Training start(AutodiffBackend backend, RecurrentModel model, Task task, TrainingSettings settings) {
        Parameters initial = Initialization.uniform(model, settings.initialScale(), settings.seed());
        return new Training(backend, model, task, settings, initial.toArray());
    }

    /** Resumes from a saved {@link #state}. */
    static Training resume(
            AutodiffBackend backend, RecurrentModel model, Task task, TrainingSettings settings, TrainingState state) {
        Training training =
                new Training(backend, model, task, settings, state.parameters().toArray());
        training.completed = state.step();
        List<double[]> memory = training.optimizer.memory();
        if (memory.size() != state.memory().size()) {
            throw new NtkException(
                    ErrorId.FILE_FORMAT,
                    "The saved state of the optimizer has " + state.memory().size() + " vectors, but "
                            + settings.optimizer().kind().label() + " keeps " + memory.size() + ".",
                    "Restore run.json and resume.safetensors from one run.");
        }
        for (int i = 0; i < memory.size(); i++) {
            double[] kept = state.memory().get(i);
            System.arraycopy(kept, 0, memory.get(i), 0, kept.length);
        }
        return training;
    }

    private static void requireReadout(RecurrentModel model, Task task) {
        int outputs = model.readout().map(Readout::outputSize).orElse(0);
        if (outputs != task.outputSize() || model.inputSize() != task.inputSize()) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "The network has " + model.inputSize() + " inputs and " + outputs + " outputs, but task '"
                            + task.name() + "' has " + task.inputSize() + " and " + task.outputSize() + ".",
                    "Give the model the sizes of the task, and a readout.");
        }
    }

    /** Refuses trials that are not of the sizes that their task states: it may be a plug-in's. */
    private Trials requireDrawn(Trials trials) {
        Inputs inputs = trials.inputs();
        if (inputs.steps() != settings.timeSteps()
                || inputs.size() != task.inputSize()
                || trials.outputSize() != task.outputSize()) {
            throw new NtkException(
                    ErrorId.BROKEN_PROVIDER,
                    "Task '" + task.name() + "' drew trials of " + inputs.steps() + " steps, " + inputs.size()
                            + " inputs and " + trials.outputSize() + " outputs instead of " + settings.timeSteps()
                            + ", " + task.inputSize() + " and " + task.outputSize() + ".",
                    "Repair it.");
        }
        return trials;
    }

    /**
     * Makes one step.
     *
     * @return the metrics of the step
     * @throws NtkException {@link ErrorId#NUMERICAL_FAILURE} if the loss or its gradient is not finite
     */
    public StepMetrics step() {
        long start = System.nanoTime();
        int step = completed + 1;
        Trials trials = requireDrawn(task.batch(settings.seed(), step, settings.trials(), settings.timeSteps()));
        double[] gradient;
        double[] outputs;
        LossValue loss;
        try (Linearization linearization = backend.linearize(problem(trials.inputs(), Observable.OUTPUTS));
                MultiVector cotangent = linearization.observationSpace().uninitialized(1)) {
            outputs = linearization.observations();
            loss = settings.loss().of(trials.expected(), outputs);
            cotangent.setColumn(0, loss.gradient());
            try (MultiVector vjp = linearization.vjp(cotangent)) {
                gradient = vjp.toArray(0);
            }
        }
        double norm = norm(gradient);
        if (!Double.isFinite(loss.value()) || !Double.isFinite(norm)) {
            throw new NtkException(
                    ErrorId.NUMERICAL_FAILURE,
                    "At step " + step + " the loss is " + loss.value() + " and the norm of its gradient " + norm + ".",
                    "Use a smaller learning rate, or clip gradients to a smaller norm.");
        }
        if (norm > settings.clip()) {
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] *= settings.clip() / norm;
            }
        }
        optimizer.update(theta, gradient, completed);
        round(theta);
        completed = step;
        double seconds = (System.nanoTime() - start) / NANOS;
        return new StepMetrics(step, loss.value(), task.accuracy(trials, outputs), norm, seconds);
    }

    /** Rounds parameters to the precision of the run, so that a checkpoint of that precision holds them exactly. */
    private void round(double[] values) {
        if (settings.precision() == Precision.FLOAT32) {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) values[i];
            }
        }
    }

    private static double norm(double[] vector) {
        double squares = 0;
        for (double value : vector) {
            squares += value * value;
        }
        return Math.sqrt(squares);
    }

    /** {@return the number of completed steps} */
    public int completedSteps() {
        return completed;
    }

    /** {@return the current θ} */
    public Parameters parameters() {
        return Parameters.of(model.layout(), theta);
    }

    /** {@return θ before the first step} */
    public Parameters initialParameters() {
        double[] initial = Initialization.uniform(model, settings.initialScale(), settings.seed())
                .toArray();
        round(initial);
        return Parameters.of(model.layout(), initial);
    }

    /** {@return the network} */
    public RecurrentModel model() {
        return model;
    }

    /** {@return the trials that the network is evaluated on, which no step learns from unless the task has no others} */
    public Trials evaluationTrials() {
        return evaluation;
    }

    /**
     * {@return the fraction of the evaluation trials that the network gets right, by the task's definition}
     *
     * @see Task#accuracy
     */
    public double evaluationAccuracy() {
        try (Linearization linearization = backend.linearize(problem(evaluation.inputs(), Observable.OUTPUTS))) {
            return task.accuracy(evaluation, linearization.observations());
        }
    }

    /**
     * {@return the problem of the current network on some inputs}
     *
     * @param inputs x {@code [B, T, I]}
     * @param observable the observable
     */
    public Problem problem(Inputs inputs, Observable observable) {
        return new Problem(model, parameters(), inputs)
                .withObservable(observable)
                .withPrecision(settings.precision());
    }

    TrainingState state() {
        return new TrainingState(
                completed,
                parameters(),
                optimizer.memory().stream().map(double[]::clone).toList());
    }
}
