package io.ntk.estimators.metric;

import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.estimate.Kernel;

/** The sketch Y = ΘΩ of a kernel for a block of probes Ω, with the quadratic forms, which need Ω itself. */
final class Sketch implements AutoCloseable {
    private final MultiVector products;
    private final double[] forms;
    private final double[] squares;

    private Sketch(MultiVector products, double[] forms, double[] squares) {
        this.products = products;
        this.forms = forms;
        this.squares = squares;
    }

    static Sketch of(Kernel kernel, MultiVector omega) {
        MultiVector products = kernel.operator().times(omega);
        try {
            return new Sketch(products, omega.dots(products), products.dots(products));
        } catch (RuntimeException | Error e) {
            products.close();
            throw e;
        }
    }

    /** Y. */
    MultiVector products() {
        return products;
    }

    /** ωᵀΘω for each probe. */
    double[] forms() {
        return forms;
    }

    /** ‖Θω‖² for each probe. */
    double[] squares() {
        return squares;
    }

    /** ⟨Θω, Θ′ω⟩ for each probe. */
    double[] innerProducts(Sketch later) {
        return products.dots(later.products);
    }

    /** ‖Θ′ω − Θω‖² for each probe, precise also where the kernels are nearly equal. */
    double[] squaredDifferences(Sketch later, MultiVector overwritten) {
        overwritten.set(later.products);
        overwritten.axpy(-1, products);
        return overwritten.dots(overwritten);
    }

    @Override
    public void close() {
        products.close();
    }
}
