package io.ntk.estimators.estimate;

import io.ntk.api.linalg.MultiVector;
import io.ntk.api.spi.Linearization;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** A kernel in a higher precision, whose linearization belongs to whoever gives it. */
record RepeatedKernel(Supplier<Linearization> linearization, LongConsumer counter) {
    /** The same kernel, whose products are counted. */
    RepeatedKernel countedBy(LongConsumer count) {
        return new RepeatedKernel(linearization, count);
    }

    /** The products with some columns, as columns. */
    double[][] times(double[][] columns) {
        Linearization higher = linearization.get();
        try (MultiVector x = higher.observationSpace().zeros(columns.length)) {
            x.setArrays(columns);
            try (MultiVector y = higher.ntk().times(x)) {
                counter.accept(columns.length);
                return y.toArrays();
            }
        }
    }
}
