package io.ntk.estimators.metric;

import io.ntk.api.NtkException;
import io.ntk.estimators.estimate.Catalogue;
import java.util.List;
import java.util.stream.Stream;

/** Metrics by name. Immutable. */
public final class Metrics {
    private final Catalogue<Metric> metrics;

    /**
     * A catalogue of the given metrics.
     *
     * @param metrics the metrics, in the order in which they are shown
     * @throws NtkException {@link io.ntk.api.ErrorId#DUPLICATE_PROVIDER} if two share a name
     */
    public Metrics(List<Metric> metrics) {
        this.metrics = Catalogue.of("metric", metrics, Metric::name);
    }

    /** {@return the metrics that ntk comes with} */
    public static Metrics standard() {
        return new Metrics(
                List.of(new Alignment(), new EffectiveDimension(), new Distance(), new Norm(), new Misalignment()));
    }

    /**
     * {@return these and one more}
     *
     * @param metric a metric
     * @throws NtkException {@link io.ntk.api.ErrorId#DUPLICATE_PROVIDER} if its name is taken
     */
    public Metrics and(Metric metric) {
        return new Metrics(Stream.concat(all().stream(), Stream.of(metric)).toList());
    }

    /** {@return all of them} */
    public List<Metric> all() {
        return List.copyOf(metrics.all());
    }

    /** {@return those that describe one kernel} */
    public List<Metric> ofOne() {
        return metrics.all().stream().filter(metric -> !metric.isOfPair()).toList();
    }

    /** {@return those that compare two kernels} */
    public List<Metric> ofPairs() {
        return metrics.all().stream().filter(Metric::isOfPair).toList();
    }

    /**
     * A metric.
     *
     * @param name its name
     * @return the metric
     * @throws NtkException {@link io.ntk.api.ErrorId#UNKNOWN_ESTIMATOR} with the closest name, if there is none
     */
    public Metric named(String name) {
        return metrics.named(name);
    }
}
