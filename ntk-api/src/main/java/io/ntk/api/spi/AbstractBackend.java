package io.ntk.api.spi;

import io.ntk.api.Precision;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.VectorSpace;

/**
 * An engine that need not know of trained tensors that are not used as they are, of entries that are not differentiated, of
 * state parts of different widths, and of outputs that are functions of the state. It differentiates <em>plain</em> problems, which
 * have none of these; what else there is happens here, once for all engines.
 */
public abstract class AbstractBackend implements AutodiffBackend {
    /** For subclasses. */
    protected AbstractBackend() {}

    /**
     * Runs a model on its inputs and prepares its derivative there, as {@link #linearize} says.
     *
     * @param plain a problem whose step uses θ as it is, whose entries are all differentiated, whose state parts are all as wide as
     *     the model's hidden size, and whose readout multiplies the observed part
     * @return the derivative; the caller closes it
     */
    protected abstract Linearization linearizePlain(Problem plain);

    /**
     * {@return a space of the kind that linearizations of this engine have, equal to theirs where shape and precision are}
     *
     * @param shape the axes of a vector
     * @param precision the precision of storage
     */
    protected abstract VectorSpace space(IndexShape shape, Precision precision);

    @Override
    public final Linearization linearize(Problem problem) {
        if (!problem.restriction().isNone()) {
            throw new UnsupportedOperationException("a restriction");
        }
        PlainProblem plain = PlainProblem.of(problem);
        if (plain.isSame()) {
            return linearizePlain(problem);
        }
        Linearization inner = linearizePlain(plain.problem());
        try {
            return new MappedLinearization(plain, inner, shape -> space(shape, problem.precision()));
        } catch (RuntimeException | Error e) {
            inner.close();
            throw e;
        }
    }
}
