package io.ntk.training.task;

/**
 * The memory tasks of Yang et al. (Nature Neuroscience 2019) and Driscoll et al. (2022): while a fixation input is on, an
 * angle is shown and then hidden; when fixation goes off, the network answers with that angle, or its opposite ("anti").
 * In the delay variants the angle stays visible throughout.
 *
 * <p>Stimulus, memory and response each take a third of the steps. The input channels are fixation and the amplitude
 * times cosine and sine of the angle. The output channels are fixation and cosine and sine of the answer, which are 0
 * before the response. A trial is right if the mean answer over the response is within π/10 of the target angle.
 */
public final class MemoryAngle implements Task {
    private static final double NOISE = 0.1 * Math.sqrt(2);
    private static final double RIGHT = Math.PI / 10;
    private static final double AMPLITUDE = 1;

    private final boolean anti;
    private final boolean visible;

    /**
     * Makes one of the four variants.
     *
     * @param anti whether the answer is the opposite angle
     * @param visible whether the angle stays visible throughout the trial
     */
    public MemoryAngle(boolean anti, boolean visible) {
        this.anti = anti;
        this.visible = visible;
    }

    @Override
    public String name() {
        return (visible ? "delay-" : "memory-") + (anti ? "anti" : "pro");
    }

    @Override
    public String description() {
        return "after fixation, answer with " + (anti ? "the opposite of the angle" : "the angle")
                + (visible ? " that is shown" : " that was shown before");
    }

    @Override
    public int inputSize() {
        return 3;
    }

    @Override
    public int outputSize() {
        return 3;
    }

    @Override
    public int defaultSteps() {
        return 90;
    }

    @Override
    public int leastSteps() {
        return 3;
    }

    private static int response(int steps) {
        return 2 * (steps / 3);
    }

    @Override
    public Trials trials(long seed, long first, int count, int steps) {
        Batch batch = new Batch(this, count, steps);
        int memory = steps / 3;
        for (int b = 0; b < count; b++) {
            TrialRandom random = new TrialRandom(seed, first + b);
            double angle = 2 * Math.PI * random.uniform(0);
            double[] direction = {StrictMath.cos(angle), StrictMath.sin(angle)};
            double[] noise = random.normals(steps * 3);
            for (int t = 0; t < steps; t++) {
                boolean answers = t >= response(steps);
                double fixation = answers ? 0 : 1;
                batch.input(b, t, 0, fixation + NOISE * noise[3 * t]);
                batch.target(b, t, 0, fixation);
                for (int i = 0; i < 2; i++) {
                    double shown = visible || t < memory ? AMPLITUDE * direction[i] : 0;
                    batch.input(b, t, 1 + i, shown + NOISE * noise[3 * t + 1 + i]);
                    batch.target(b, t, 1 + i, answers ? (anti ? -direction[i] : direction[i]) : 0);
                }
            }
        }
        return batch.finish();
    }

    @Override
    public double accuracy(Trials trials, double[] outputs) {
        Answer answer = new Answer(trials, outputs);
        int steps = trials.inputs().steps();
        int right = 0;
        for (int b = 0; b < trials.inputs().trials(); b++) {
            double x = 0;
            double y = 0;
            for (int t = response(steps); t < steps; t++) {
                x += answer.output(b, t, 1);
                y += answer.output(b, t, 2);
            }
            double cosine = trials.target(b, steps - 1, 1);
            double sine = trials.target(b, steps - 1, 2);
            double error = Math.atan2(y * cosine - x * sine, x * cosine + y * sine);
            right += (x != 0 || y != 0) && Math.abs(error) <= RIGHT ? 1 : 0;
        }
        return (double) right / trials.inputs().trials();
    }
}
