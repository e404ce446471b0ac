package io.ntk.estimators;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.estimators.alignment.Deflated;
import io.ntk.estimators.alignment.NaiveAlignment;
import io.ntk.estimators.alignment.ReverseOnly;
import io.ntk.estimators.alignment.SharedSketch;
import io.ntk.estimators.alignment.ThreeTraces;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.Catalogue;
import io.ntk.estimators.estimate.TraceEstimator;
import io.ntk.estimators.exact.ExactAlignmentEstimator;
import io.ntk.estimators.exact.ExactTraceEstimator;
import io.ntk.estimators.trace.HutchPlusPlus;
import io.ntk.estimators.trace.Hutchinson;
import io.ntk.estimators.trace.NaHutchPlusPlus;
import io.ntk.estimators.trace.NaiveTrace;
import io.ntk.estimators.trace.NystromPlusPlus;
import io.ntk.estimators.trace.OneSidedTrace;
import io.ntk.estimators.trace.TrialHutchinson;
import io.ntk.estimators.trace.XNysTrace;
import io.ntk.estimators.trace.XTrace;
import java.util.Collection;
import java.util.List;

/** Estimators by name. Immutable. */
public final class Estimators {
    private final Catalogue<TraceEstimator> traces;
    private final Catalogue<AlignmentEstimator> alignments;

    /**
     * A catalogue of the given estimators.
     *
     * @param traces the estimators of traces, the default first
     * @param alignments the estimators of alignments, the default first
     * @throws NtkException {@link ErrorId#DUPLICATE_PROVIDER} if two for the same metric share a name
     */
    public Estimators(List<TraceEstimator> traces, List<AlignmentEstimator> alignments) {
        this.traces = Catalogue.of(
                "estimator of traces",
                traces,
                estimator -> estimator.description().name());
        this.alignments = Catalogue.of(
                "estimator of alignments",
                alignments,
                estimator -> estimator.description().name());
    }

    /** {@return the estimators that ntk comes with} */
    public static Estimators standard() {
        return new Estimators(
                List.of(
                        new HutchPlusPlus(),
                        new Hutchinson(),
                        new TrialHutchinson(),
                        new NaHutchPlusPlus(),
                        new NystromPlusPlus(),
                        new XTrace(),
                        new XNysTrace(),
                        OneSidedTrace.reverseOnly(),
                        OneSidedTrace.forwardOnly(),
                        new NaiveTrace(),
                        new ExactTraceEstimator()),
                List.of(
                        new Deflated(),
                        new SharedSketch(),
                        new ThreeTraces(),
                        new ReverseOnly(),
                        new NaiveAlignment(),
                        new ExactAlignmentEstimator()));
    }

    /** {@return the estimator of traces to use when none is named} */
    public TraceEstimator defaultTrace() {
        return traces.all().iterator().next();
    }

    /** {@return the estimator of alignments to use when none is named} */
    public AlignmentEstimator defaultAlignment() {
        return alignments.all().iterator().next();
    }

    /** {@return all estimators of traces, the default first} */
    public Collection<TraceEstimator> traces() {
        return traces.all();
    }

    /** {@return all estimators of alignments, the default first} */
    public Collection<AlignmentEstimator> alignments() {
        return alignments.all();
    }

    /**
     * An estimator of traces.
     *
     * @param name its name
     * @return the estimator
     * @throws NtkException {@link ErrorId#UNKNOWN_ESTIMATOR} with the closest name, if there is none
     */
    public TraceEstimator trace(String name) {
        return traces.named(name);
    }

    /**
     * An estimator of alignments.
     *
     * @param name its name
     * @return the estimator
     * @throws NtkException {@link ErrorId#UNKNOWN_ESTIMATOR} with the closest name, if there is none
     */
    public AlignmentEstimator alignment(String name) {
        return alignments.named(name);
    }
}
