package io.ntk.estimators.estimate;

import io.ntk.api.linalg.LinearOperator;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the products spent on one kernel. */
final class ProductCounter {
    private final AtomicLong kernel = new AtomicLong();
    private final AtomicLong jacobian = new AtomicLong();
    private final AtomicLong adjoint = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();
    private final Runnable changed;

    ProductCounter(Runnable changed) {
        this.changed = changed;
    }

    void kernelProducts(long vectors) {
        kernel.addAndGet(vectors);
        changed.run();
    }

    void jacobianProducts(long vectors) {
        jacobian.addAndGet(vectors);
        changed.run();
    }

    void adjointProducts(long vectors) {
        adjoint.addAndGet(vectors);
        changed.run();
    }

    /** J or P, whose products are counted. */
    LinearOperator factor(LinearOperator operator) {
        return new CountingOperator(operator, this::jacobianProducts, this::adjointProducts);
    }

    void repeatedProducts(long vectors) {
        repeated.addAndGet(vectors);
    }

    Cost cost() {
        return new Cost(kernel.get(), jacobian.get(), adjoint.get(), repeated.get());
    }
}
