package io.ntk.tck.reference;

import io.ntk.api.spi.Problem;
import java.lang.ref.SoftReference;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The factors of the problems that were linearized last. Each check of a contract linearizes every problem anew, which is
 * most of what a check of this backend costs.
 */
final class FactorCache {
    /** More than there are problems in the contract, in two precisions. */
    private static final int CAPACITY = 256;

    /** Referred to softly, since the matrices of a single problem may be large. */
    private final Map<Problem, SoftReference<DenseFactors>> recent = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Problem, SoftReference<DenseFactors>> eldest) {
            return size() > CAPACITY;
        }
    };

    /** {@return the factors of a problem, which may have been computed for an earlier linearization} */
    synchronized DenseFactors of(Problem problem) {
        SoftReference<DenseFactors> reference = recent.get(problem);
        @Nullable DenseFactors factors = reference == null ? null : reference.get();
        if (factors == null) {
            factors = new DenseFactors(problem);
            recent.put(problem, new SoftReference<>(factors));
        }
        return factors;
    }
}
