package io.ntk.training.task;

/** A task with one input and one output channel. The output at one step is right if it is within 0.2 of the target. */
abstract class ScalarTask implements Task {
    private static final double RIGHT = 0.2;

    @Override
    public final int inputSize() {
        return 1;
    }

    @Override
    public final int outputSize() {
        return 1;
    }

    @Override
    public final double accuracy(Trials trials, double[] outputs) {
        return new Answer(trials, outputs).fractionWithin(RIGHT);
    }
}
