package io.ntk.examples.library;

import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.metric.Metric;
import io.ntk.estimators.metric.MetricEstimates;
import io.ntk.runtime.KernelPair;
import java.util.LinkedHashMap;
import java.util.Map;

/** Every metric of the kernel after training, and of both kernels, by name. */
final class Several {
    private Several() {}

    static Map<String, Estimate> metrics(KernelPair kernels) {
        MetricEstimates found = kernels.metrics(EstimatorOptions.samples(100).withSeed(7));
        Map<String, Estimate> byName = new LinkedHashMap<>();
        for (Metric metric : found.metrics()) {
            byName.put(metric.name(), metric.isOfPair() ? found.at(metric, 0, 1) : found.at(metric, 1));
        }
        return byName;
    }
}
