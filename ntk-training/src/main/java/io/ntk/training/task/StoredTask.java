package io.ntk.training.task;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.random.CounterGenerator;
import io.ntk.training.loss.Loss;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The task of giving the targets of stored trials. A step learns from as many as are asked for: the trials are put into an order at
 * random, which is new for each pass through all of them, and every step takes those that follow. The order is a function of the
 * seed and the pass, so the trials of a step are one of the seed and the step. If all are asked for, all are taken, as they stand.
 *
 * <p>With classes, an answer is right if the output of its class is the largest; otherwise if it is within 0.2 standard deviations of
 * the targets that are learnt from.
 */
public final class StoredTask implements Task {
    /** The name of the task. */
    public static final String NAME = "data";

    private static final double RIGHT = 0.2;

    private final StoredData data;
    private final StoredTrials learning;
    private final StoredTrials evaluation;
    private final boolean ofClasses;
    private final double right;

    private StoredTask(StoredData data, StoredTrials learning, StoredTrials evaluation, Loss loss) {
        this.data = data;
        this.learning = learning;
        this.evaluation = evaluation;
        this.ofClasses = loss == Loss.CROSS_ENTROPY;
        this.right = RIGHT * learning.deviation();
    }

    /**
     * Reads the trials.
     *
     * @param data where they stand
     * @param loss the loss, which decides whether targets {@code [B, T]} are classes
     * @return the task
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} if shapes do not fit, {@link ErrorId#INVALID_ARGUMENT} for a mask or a
     *     class that is none, a trial of which no step counts, or data of another digest than was given, {@link
     *     ErrorId#NON_FINITE}, or as {@link io.ntk.io.arrays.ArrayReference#read}
     */
    public static StoredTask read(StoredData data, Loss loss) {
        StoredTrials learning = TrialReader.read(data.learning(), loss, OptionalInt.empty());
        Optional<TrialFiles> others = data.evaluation();
        StoredTrials evaluation = others.isEmpty()
                ? learning
                : TrialReader.read(others.get(), loss, OptionalInt.of(learning.outputSize()));
        if (evaluation.inputSize() != learning.inputSize() || evaluation.steps() != learning.steps()) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "The trials to evaluate on have " + evaluation.steps() + " steps of " + evaluation.inputSize()
                            + " channels, those to learn from " + learning.steps() + " of " + learning.inputSize()
                            + ".",
                    "Give both the same numbers of steps and channels.");
        }
        String digest = digest(learning, evaluation);
        if (!data.digest().isEmpty() && !data.digest().equals(digest)) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The data '" + data.learning() + "'"
                            + others.map(files -> " and '" + files + "'").orElse("")
                            + " are not those that the run was begun with.",
                    "Restore them, or train anew in another folder.");
        }
        return new StoredTask(new StoredData(data.learning(), others, digest), learning, evaluation, loss);
    }

    private static String digest(StoredTrials learning, StoredTrials evaluation) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            learning.addTo(digest);
            if (evaluation != learning) {
                evaluation.addTo(digest);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@return where the trials stand, and their digest} */
    public StoredData data() {
        return data;
    }

    /** {@return the number of trials that are learnt from} */
    public int size() {
        return learning.trials();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "to give the targets of stored trials";
    }

    @Override
    public int inputSize() {
        return learning.inputSize();
    }

    @Override
    public int outputSize() {
        return learning.outputSize();
    }

    @Override
    public int defaultSteps() {
        return learning.steps();
    }

    @Override
    public Trials trials(long seed, long first, int count, int steps) {
        requireSteps(steps);
        int[] which = new int[Math.min(count, size())];
        long pass = -1;
        int[] order = {};
        for (int i = 0; i < which.length; i++) {
            long place = first + i;
            if (place / size() != pass) {
                pass = place / size();
                order = order(seed, pass);
            }
            which[i] = order[(int) (place % size())];
        }
        return learning.chosen(which);
    }

    /** Shuffles as Fisher and Yates do. */
    private int[] order(long seed, long pass) {
        CounterGenerator generator = new CounterGenerator(seed, pass);
        int[] order = new int[size()];
        for (int i = 0; i < order.length; i++) {
            int other = (int) (generator.uniform(i) * (i + 1));
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    @Override
    public Trials batch(long seed, int step, int count, int steps) {
        requireSteps(steps);
        return count >= size() ? learning.whole() : trials(seed, (step - 1L) * count, count, steps);
    }

    @Override
    public Trials evaluation(long seed, int count, int steps) {
        requireSteps(steps);
        return evaluation.whole();
    }

    private void requireSteps(int steps) {
        if (steps != learning.steps()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    steps + " time steps were asked of data with " + learning.steps() + ".",
                    "Take as many as the data have.");
        }
    }

    @Override
    public double accuracy(Trials trials, double[] outputs) {
        Answer answer = new Answer(trials, outputs);
        return ofClasses ? answer.fractionOfClasses() : answer.fractionWithin(right);
    }
}
