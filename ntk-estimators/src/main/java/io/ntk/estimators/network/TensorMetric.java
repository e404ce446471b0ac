package io.ntk.estimators.network;

import io.ntk.api.model.Parameters;
import io.ntk.estimators.estimate.Interval;
import java.util.OptionalDouble;

/** Compares one parameter tensor of two networks, which both have it in one size: else it is not defined. */
abstract class TensorMetric extends NetworkMetric {
    private final String tensor;
    private final String label;

    TensorMetric(String name, String title, String meaning, Interval range, String tensor, String label) {
        super(name, title, meaning, range);
        this.tensor = tensor;
        this.label = label;
    }

    @Override
    public final String part() {
        return label;
    }

    @Override
    public final boolean isOfPair() {
        return true;
    }

    @Override
    public final OptionalDouble value(NetworkSnapshot network, NetworkSnapshot later) {
        Parameters before = network.parameters();
        Parameters after = later.parameters();
        if (!before.layout().contains(tensor) || !after.layout().contains(tensor)) {
            return OptionalDouble.empty();
        }
        double[] w = before.tensor(tensor);
        double[] moved = after.tensor(tensor);
        return w.length == moved.length ? compare(w, moved) : OptionalDouble.empty();
    }

    /** The value for the elements of the tensor in both networks. */
    abstract OptionalDouble compare(double[] before, double[] after);
}
