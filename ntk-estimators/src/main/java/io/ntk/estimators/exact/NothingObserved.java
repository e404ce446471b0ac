package io.ntk.estimators.exact;

import io.ntk.api.Precision;
import java.util.function.DoubleConsumer;

/**
 * The product of kernels without rows.
 *
 * @param parts the parts of the parameters
 */
record NothingObserved(Parts parts) implements Contraction {
    @Override
    public String name() {
        return "features";
    }

    @Override
    public Precision precision() {
        return Precision.FLOAT64;
    }

    @Override
    public long leastBytes() {
        return 0;
    }

    @Override
    public double flops() {
        return 0;
    }

    @Override
    public double[][] compute(DoubleConsumer done) {
        return new double[parts.count()][parts.count()];
    }
}
