package io.ntk.estimators.metric;

/**
 * The alignment of HΘH and HΘ′H, the kernels without the means of their rows and columns (Cortes, Mohri and Rostamizadeh,
 * "Algorithms for learning kernels based on centered alignment", JMLR 13, 2012). It takes products of its own, with
 * {@link io.ntk.estimators.estimate.Kernel#centred}: an alignment that a method gives of centred kernels is this metric.
 */
public final class CentredAlignment extends Alignment {
    /** Makes the metric. */
    public CentredAlignment() {
        super(
                "centred-alignment",
                "Centred alignment",
                "How alike two kernels are without the means of their rows and columns: the alignment of HΘH and HΘ′H.");
    }
}
