package io.ntk.tck.reference;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.linalg.MultiVectors;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Capabilities;
import io.ntk.api.spi.Problem;
import java.util.EnumSet;

/**
 * A backend for small problems that nothing else resembles: dense matrices, found column by column with dual numbers in
 * plain Java, one trial at a time. It shares no code with any engine, so that agreement with it means something.
 *
 * <p>It computes in float64; at float32, states and blocks of vectors are rounded to float32. Time and memory grow as
 * n · M for J and as B²T²H² for P. The matrices of a problem that is linearized again are kept, as long as there is memory.
 */
public final class ReferenceBackend implements AutodiffBackend {
    static final String ID = "reference";
    static final Capabilities CAPABILITIES =
            new Capabilities(EnumSet.allOf(Capabilities.Feature.class), EnumSet.allOf(Precision.class));

    /** The largest matrix, in elements: 1 GiB. */
    private static final long LIMIT = 1L << 27;

    private final FactorCache factors;
    private volatile boolean closed;

    /** Makes the backend. It needs no configuration. */
    public ReferenceBackend() {
        this(new FactorCache());
    }

    ReferenceBackend(FactorCache factors) {
        this.factors = factors;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String engine() {
        return "dual numbers in plain Java";
    }

    @Override
    public String differentiator() {
        return "dual numbers";
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public ReferenceLinearization linearize(Problem problem) {
        if (closed) {
            throw MultiVectors.closed("backend");
        }
        long elements = Math.multiplyExact(
                problem.observedShape().size(), problem.parameterShape().size());
        if (elements > LIMIT) {
            throw new NtkException(
                    ErrorId.OUT_OF_MEMORY,
                    "The explicit Jacobian needs " + elements * Double.BYTES + " bytes.",
                    "The reference backend is for small problems; use another.");
        }
        return new ReferenceLinearization(problem, factors.of(problem));
    }

    @Override
    public void close() {
        closed = true;
    }
}
