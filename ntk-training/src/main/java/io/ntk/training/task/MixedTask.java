package io.ntk.training.task;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Several tasks for one network. Trial i is of task i mod n; a rule input for each task, after the tasks' own channels, is 1 at all steps of
 * its trials and 0 at those of others, as in Yang et al. (Nature Neuroscience 2019). The k-th trials of all tasks come from the same
 * random numbers, so that those of memory-pro and memory-anti show the same angles and differ by the rule alone.
 */
public final class MixedTask implements Task {
    /** What joins the names of the tasks. */
    static final String JOINT = "+";

    private final List<Task> tasks;
    private final int channels;

    /**
     * Mixes tasks.
     *
     * @param tasks at least one, all with the same numbers of inputs and of outputs
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} if these numbers differ
     */
    public MixedTask(List<Task> tasks) {
        this.tasks = List.copyOf(tasks);
        Task first = this.tasks.get(0);
        this.channels = first.inputSize();
        for (Task task : this.tasks) {
            if (task.inputSize() != channels || task.outputSize() != first.outputSize()) {
                throw new NtkException(
                        ErrorId.SHAPE_MISMATCH,
                        "Task '" + first.name() + "' has " + channels + " inputs and " + first.outputSize()
                                + " outputs, but task '" + task.name() + "' has " + task.inputSize() + " and "
                                + task.outputSize() + ", so that no network can learn both.",
                        "Mix tasks of the same sizes, such as memory-pro+memory-anti.");
            }
        }
    }

    @Override
    public String name() {
        return tasks.stream().map(Task::name).collect(Collectors.joining(JOINT));
    }

    @Override
    public String description() {
        return tasks.size() + " tasks, told apart by a rule input for each";
    }

    /** {@return the tasks, in the order of their rule inputs} */
    public List<Task> tasks() {
        return tasks;
    }

    @Override
    public int inputSize() {
        return channels + tasks.size();
    }

    @Override
    public int outputSize() {
        return tasks.get(0).outputSize();
    }

    @Override
    public int defaultSteps() {
        return tasks.stream().mapToInt(Task::defaultSteps).max().orElseThrow();
    }

    @Override
    public int leastSteps() {
        return tasks.stream().mapToInt(Task::leastSteps).max().orElseThrow();
    }

    /** Draws trials of a task. */
    private interface Source {
        Trials draw(int task, int count);
    }

    @Override
    public Trials trials(long seed, long first, int count, int steps) {
        int size = tasks.size();
        return interleaved(
                Math.floorMod(first, size),
                count,
                steps,
                (task, share) -> tasks.get(task)
                        .trials(seed, Math.floorDiv(first - task + size - 1, (long) size), share, steps));
    }

    @Override
    public Trials batch(long seed, int step, int count, int steps) {
        return interleaved(0, count, steps, (task, share) -> tasks.get(task).batch(seed, step, share, steps));
    }

    @Override
    public Trials evaluation(long seed, int count, int steps) {
        return interleaved(0, count, steps, (task, share) -> tasks.get(task).evaluation(seed, share, steps));
    }

    /** Takes trials from each task in turn, from that of number {@code start} on; a task without more is passed over. */
    private Trials interleaved(int start, int count, int steps, Source source) {
        int size = tasks.size();
        int share = (count + size - 1) / size;
        List<Trials> parts = IntStream.range(0, size)
                .mapToObj(task -> source.draw(task, share))
                .toList();
        int[] turns = IntStream.range(0, count)
                .filter(i -> i / size < parts.get((start + i) % size).inputs().trials())
                .toArray();
        Batch mixed = new Batch(this, turns.length, steps);
        boolean[] counted = new boolean[turns.length * steps];
        for (int trial = 0; trial < turns.length; trial++) {
            int task = (start + turns[trial]) % size;
            copy(parts.get(task), turns[trial] / size, mixed, trial, counted);
            for (int t = 0; t < steps; t++) {
                mixed.input(trial, t, channels + task, 1);
            }
        }
        return mixed.finish(counted);
    }

    /** Copies a trial without its rule inputs. */
    private void copy(Trials from, int trial, Batch to, int place, boolean[] counted) {
        int steps = from.inputs().steps();
        for (int t = 0; t < steps; t++) {
            for (int i = 0; i < channels; i++) {
                to.input(place, t, i, from.inputs().get(trial, t, i));
            }
            for (int o = 0; o < outputSize(); o++) {
                to.target(place, t, o, from.target(trial, t, o));
            }
            counted[place * steps + t] = from.counts(trial, t);
        }
    }

    /**
     * {@return the number of a trial's task, from 0, as its rule inputs say}
     *
     * @param trials of this task
     * @param trial below B
     */
    public int taskOf(Trials trials, int trial) {
        int task = 0;
        while (trials.inputs().get(trial, 0, channels + task) != 1) {
            task++;
        }
        return task;
    }

    /** By the rule of each task, weighed by how many trials it has. */
    @Override
    public double accuracy(Trials trials, double[] outputs) {
        double right = 0;
        for (int task = 0; task < tasks.size(); task++) {
            int[] own = trialsOf(trials, task);
            if (own.length > 0) {
                right += own.length * accuracy(task, trials, outputs, own);
            }
        }
        return right / trials.inputs().trials();
    }

    private int[] trialsOf(Trials trials, int task) {
        return IntStream.range(0, trials.inputs().trials())
                .filter(trial -> taskOf(trials, trial) == task)
                .toArray();
    }

    private double accuracy(int task, Trials trials, double[] outputs, int[] own) {
        int steps = trials.inputs().steps();
        int length = steps * outputSize();
        Batch batch = new Batch(tasks.get(task), own.length, steps);
        boolean[] counted = new boolean[own.length * steps];
        double[] answers = new double[own.length * length];
        for (int place = 0; place < own.length; place++) {
            copy(trials, own[place], batch, place, counted);
            System.arraycopy(outputs, own[place] * length, answers, place * length, length);
        }
        return tasks.get(task).accuracy(batch.finish(counted), answers);
    }
}
