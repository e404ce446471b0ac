package io.ntk.estimators.trace;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.OperatorProperty;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** The test matrices of the XTrace paper, n = 1000; a diagonal with rotation-invariant probes has the law of any rotation. */
enum Spectrum {
    FLAT(i -> 1 + 2 * i / 999.0),
    POLY(i -> Math.pow(i + 1, -2)),
    SLOWEXP(i -> Math.pow(0.9, i)),
    FASTEXP(i -> Math.pow(0.7, i)),
    SMALLSTEP(i -> i < 50 ? 1 : 1e-3),
    BIGSTEP(i -> i < 50 ? 1 : 1e-8);

    static final int N = 1000;

    @SuppressWarnings("ImmutableEnumChecker") // the functions above capture nothing
    private final IntToDoubleFunction eigenvalue;

    Spectrum(IntToDoubleFunction eigenvalue) {
        this.eigenvalue = eigenvalue;
    }

    double trace() {
        return Arrays.stream(eigenvalues()).sum();
    }

    double squaredTrace() {
        return Arrays.stream(eigenvalues()).map(x -> x * x).sum();
    }

    double[] eigenvalues() {
        double[] eigenvalues = new double[N];
        Arrays.setAll(eigenvalues, eigenvalue);
        return eigenvalues;
    }

    LinearOperator operator() {
        return Diagonals.of(eigenvalues(), OperatorProperty.SYMMETRIC, OperatorProperty.POSITIVE_SEMIDEFINITE);
    }
}
