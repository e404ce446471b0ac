package io.ntk.cli.command;

import io.ntk.api.Precision;
import io.ntk.api.model.Observable;
import io.ntk.cli.figure.Figures;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.KernelOperator;
import io.ntk.estimators.metric.CentredAlignment;
import io.ntk.estimators.metric.Metric;
import io.ntk.estimators.metric.Metrics;
import io.ntk.estimators.probe.ProbeKind;
import io.ntk.runtime.cluster.SweepVerb;
import io.ntk.training.OptimizerKind;
import io.ntk.training.loss.Loss;
import java.util.Iterator;
import java.util.stream.Stream;

/** The words that complete options whose values are fixed. */
final class Candidates {
    private Candidates() {}

    /** Of {@code --observe}. */
    static final class Observables implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.of(Observable.values()).map(Observable::label).iterator();
        }
    }

    /** Of {@code --precision}. */
    static final class Precisions implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.of(Precision.values()).map(Precision::label).iterator();
        }
    }

    /** Of {@code --probes}. */
    static final class Probes implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.of(ProbeKind.values()).map(ProbeKind::label).iterator();
        }
    }

    /** Of {@code --of} and {@code --with}. */
    static final class Operators implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.of(KernelOperator.values()).map(KernelOperator::label).iterator();
        }
    }

    /** Of {@code --of} where a trace may be of a square. */
    static final class TracedOperators implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.of(KernelOperator.values())
                    .flatMap(operator -> Stream.of(operator.label(), operator.label() + "-squared"))
                    .iterator();
        }
    }

    /** Of {@code --reduce}. */
    static final class Reductions implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.of("trial", "time", "unit", "trial,time", "trial,unit", "time,unit")
                    .flatMap(axes -> Stream.of(axes, "sum:" + axes))
                    .iterator();
        }
    }

    /** Of {@code --estimator} for alignments. */
    static final class Alignments implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Estimators.standard().alignments().stream()
                    .map(estimator -> estimator.description().name())
                    .iterator();
        }
    }

    /** Of {@code --estimator} for traces. */
    static final class Traces implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Estimators.standard().traces().stream()
                    .map(estimator -> estimator.description().name())
                    .iterator();
        }
    }

    /** Of {@code --estimator} for reduced kernels. */
    static final class ReducedKernels implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return ReducedKernel.METHODS.iterator();
        }
    }

    /** Of {@code --metric}. */
    static final class AlignedMetrics implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.concat(
                            Metrics.standard().and(new CentredAlignment()).all().stream()
                                    .map(Metric::name),
                            Stream.of("all"))
                    .iterator();
        }
    }

    /** Of {@code --loss}. */
    static final class Losses implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.of(Loss.values()).map(Loss::label).iterator();
        }
    }

    /** Of {@code --optimizer}. */
    static final class Optimizers implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.of(OptimizerKind.values()).map(OptimizerKind::label).iterator();
        }
    }

    /** Of {@code ntk figure}. */
    static final class FigureNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Figures.names().iterator();
        }
    }

    /** Of {@code --verb}. */
    static final class SweptVerbs implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.of(SweepVerb.values()).map(SweepVerb::label).iterator();
        }
    }

    /** Of {@code --measure}. */
    static final class Measures implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return BenchCommand.MEASURES.iterator();
        }
    }
}
