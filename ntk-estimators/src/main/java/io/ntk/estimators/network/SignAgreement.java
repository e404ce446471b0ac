package io.ntk.estimators.network;

import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** The share of the entries of a parameter tensor that kept their sign; zero is a sign of its own. */
final class SignAgreement extends TensorMetric {
    SignAgreement(String tensor, String label) {
        super(
                "sign-agreement",
                "Sign agreement",
                "The share of a parameter tensor's entries that have the same sign in both, zero being one of its own.",
                UP_TO_ONE,
                tensor,
                label);
    }

    @Override
    public boolean isSymmetric() {
        return true;
    }

    @Override
    OptionalDouble compare(double[] before, double[] after) {
        return IntStream.range(0, before.length)
                .mapToDouble(i -> Math.signum(before[i]) == Math.signum(after[i]) ? 1 : 0)
                .average();
    }
}
