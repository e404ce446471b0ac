package io.ntk.estimators.estimate;

import io.ntk.api.linalg.MultiVector;
import io.ntk.api.spi.Linearization;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** A kernel in a higher precision, which is linearized for each block of products. */
record RepeatedKernel(Supplier<Linearization> open, LongConsumer counter) {
    /** The same kernel, whose products are counted. */
    RepeatedKernel countedBy(LongConsumer count) {
        return new RepeatedKernel(open, count);
    }

    /** The products with some columns, as columns. */
    double[][] times(double[][] columns) {
        try (Linearization linearization = open.get();
                MultiVector x = linearization.observationSpace().zeros(columns.length)) {
            x.setArrays(columns);
            try (MultiVector y = linearization.ntk().times(x)) {
                counter.accept(columns.length);
                return y.toArrays();
            }
        }
    }
}
