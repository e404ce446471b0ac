package io.ntk.training.task;

/**
 * The flip-flop of Sussillo and Barak (Neural Computation 2013): each channel receives occasional pulses of +1 or −1, and
 * its output holds the sign of the last one. Every channel starts with a pulse, so that the target is known from the first
 * step on.
 *
 * <p>The output of one channel at one step is right if it is within 0.5 of the target.
 */
public final class FlipFlop implements Task {
    private static final double NOISE = 0.03 * Math.sqrt(2);
    private static final double RIGHT = 0.5;

    private final int channels;
    private final double stepsPerPulse;

    /** Makes the task with three channels and a pulse every five steps on average. */
    public FlipFlop() {
        this(3, 5);
    }

    /**
     * Makes the task with other sizes.
     *
     * @param channels the number of bits, at least 1
     * @param stepsPerPulse the mean number of steps between pulses in a channel, at least 1
     */
    public FlipFlop(int channels, double stepsPerPulse) {
        if (channels < 1 || !(stepsPerPulse >= 1)) {
            throw new io.ntk.api.NtkException(
                    io.ntk.api.ErrorId.INVALID_ARGUMENT,
                    "A flip-flop was given " + channels + " channels and " + stepsPerPulse + " steps per pulse.",
                    "Both must be at least 1.");
        }
        this.channels = channels;
        this.stepsPerPulse = stepsPerPulse;
    }

    @Override
    public String name() {
        return "flip-flop";
    }

    @Override
    public String description() {
        return "each channel holds the sign of the last pulse it received";
    }

    @Override
    public int inputSize() {
        return channels;
    }

    @Override
    public int outputSize() {
        return channels;
    }

    @Override
    public int defaultSteps() {
        return 30;
    }

    @Override
    public Trials trials(long seed, long first, int count, int steps) {
        Batch batch = new Batch(this, count, steps);
        for (int b = 0; b < count; b++) {
            TrialRandom random = new TrialRandom(seed, first + b);
            double[] noise = random.normals(steps * channels);
            for (int channel = 0; channel < channels; channel++) {
                double held = 0;
                for (int t = 0; t < steps; t++) {
                    int element = t * channels + channel;
                    // One random number decides whether there is a pulse, and its sign.
                    double u = random.uniform(element) * (t == 0 ? 1 : stepsPerPulse);
                    double pulse = u < 0.5 ? 1 : u < 1 ? -1 : 0;
                    held = pulse == 0 ? held : pulse;
                    batch.input(b, t, channel, pulse + NOISE * noise[element]);
                    batch.target(b, t, channel, held);
                }
            }
        }
        return batch.finish();
    }

    @Override
    public double accuracy(Trials trials, double[] outputs) {
        return new Answer(trials, outputs).fractionWithin(RIGHT);
    }
}
