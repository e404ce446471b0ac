package io.ntk.bench;

import io.ntk.api.Precision;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.Linearization;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import io.ntk.runtime.model.ProblemSizes;
import java.util.Map;

/** The subject of a measurement: two randomly initialized models, linearized by one engine. */
final class Subject implements AutoCloseable {
    private static final int SEED = 0;

    private final NtkRuntime runtime;
    private final BeforeAfter pair;
    private final Linearization before;
    private final Linearization after;

    Subject(String backend, String cell, ProblemSizes sizes, Precision precision) {
        this.runtime = NtkRuntime.create(Map.of("backend", backend, "precision", precision.label()));
        this.pair = runtime.randomProblems().pair(cell, sizes, SEED, precision);
        this.before = runtime.backend().linearize(pair.before());
        this.after = runtime.backend().linearize(pair.after());
    }

    NtkRuntime runtime() {
        return runtime;
    }

    BeforeAfter pair() {
        return pair;
    }

    Linearization before() {
        return before;
    }

    Linearization after() {
        return after;
    }

    MultiVector probes(int samples) {
        return before.observationSpace().probes(ProbeDistribution.RADEMACHER, SEED, 0, samples);
    }

    @Override
    public void close() {
        before.close();
        after.close();
        runtime.close();
    }
}
