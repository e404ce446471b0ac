package io.ntk.backend.nativejvm;

import io.ntk.api.spi.Problem;
import io.ntk.program.ParameterBlock;
import io.ntk.program.StepProgram;
import io.ntk.program.Term;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything the sweeps read: the program, the values of its coefficients on all trials, and the weights.
 *
 * @param engine threads and memory
 * @param arithmetic the precision of the sweeps
 * @param problem what was linearized
 * @param program the derivative of a step
 * @param parameters where the differentiated parameters enter
 * @param shards the primal pass
 * @param weights the parameters of the model, in the precision of the sweeps
 * @param readoutAt where the readout's weight begins in {@code weights}, or −1 where outputs are not observed
 */
record Derivative(
        Engine engine,
        Arithmetic arithmetic,
        Problem problem,
        StepProgram program,
        ParameterBlock.Set parameters,
        List<Shard> shards,
        Weights weights,
        int readoutAt) {

    int hidden() {
        return problem.model().hiddenSize();
    }

    int parts() {
        return program.next().size();
    }

    int steps() {
        return problem.inputs().steps();
    }

    boolean observesOutputs() {
        return readoutAt >= 0;
    }

    int observedWidth() {
        return problem.model().observedSize(problem.observable());
    }

    int observedPart() {
        return problem.model().cell().observedPart();
    }

    int perturbationWidth() {
        return parts() * hidden() + (observesOutputs() ? observedWidth() : 0);
    }

    /** The bytes of the gradients of one column. */
    long gradientBytes() {
        long elements = 0;
        for (ParameterBlock block : parameters.all()) {
            elements += (long) block.width() * block.depth();
        }
        return elements * arithmetic.precision().bytes();
    }

    /** The bytes of a block of what is observed. */
    long blockBytes(int columns) {
        long rows = (long) problem.inputs().trials() * (problem.observable().isFinal() ? 1 : steps());
        return rows * observedWidth() * columns * arithmetic.precision().bytes();
    }

    /** Whether sweeps over a few dozen rows at a time are as fast as over more. */
    boolean isFastOnFewRows() {
        return engine.blas().isFastOnFewRows(arithmetic.precision(), hidden());
    }

    boolean isObserved(int step) {
        return !problem.observable().isFinal() || step == steps() - 1;
    }

    /** The step of a block of what is observed that belongs to a step of the model. */
    int observedSegment(int step) {
        return problem.observable().isFinal() ? 0 : step;
    }

    /** The coefficient of a term at a step of a shard, or null for 1. */
    @Nullable
    Scratch coefficient(Shard shard, Term term) {
        int index = program.coefficient(term);
        return index < 0 ? null : shard.coefficients().get(index);
    }
}
