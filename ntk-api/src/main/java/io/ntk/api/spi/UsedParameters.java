package io.ntk.api.spi;

import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.linalg.MultiVectors;

/**
 * What the sites of a {@link StepStructure} have in the place of the differentiated parameters: the tensors that the step uses,
 * each element of which is a function of at most one differentiated parameter. So J = J_used S, where S has at most one entry in
 * a row, the slope.
 */
public final class UsedParameters {
    /** The source of an element that depends on no differentiated parameter. */
    public static final int CONSTANT = -1;

    private final ParameterLayout layout;
    private final ParameterLayout differentiated;
    private final RowMap slopes;

    UsedParameters(ParameterLayout layout, ParameterLayout differentiated, RowMap slopes) {
        this.layout = layout;
        this.differentiated = differentiated;
        this.slopes = slopes;
    }

    /**
     * Makes them from numbers.
     *
     * @param layout the layout of the used tensors
     * @param differentiated the layout of the differentiated parameters
     * @param sources for each element of the used tensors its source or {@link #CONSTANT}; copied
     * @param slopes for each its derivative with respect to the source; copied
     * @return the tensors
     */
    public static UsedParameters of(
            ParameterLayout layout, ParameterLayout differentiated, int[] sources, double[] slopes) {
        MultiVectors.requireLength("array of sources", sources.length, layout.size());
        MultiVectors.requireLength("array of slopes", slopes.length, layout.size());
        return new UsedParameters(
                layout, differentiated, new RowMap(differentiated.size(), sources.clone(), slopes.clone()));
    }

    /** {@return the layout of the used tensors, under the names that sites have} */
    public ParameterLayout layout() {
        return layout;
    }

    /** {@return the layout of the differentiated parameters, {@link Problem#selectedLayout}} */
    public ParameterLayout differentiated() {
        return differentiated;
    }

    /**
     * {@return the differentiated parameter that an element is a function of, or {@link #CONSTANT}}
     *
     * @param element its index in {@link #layout}
     */
    public int source(int element) {
        return slopes.source(element);
    }

    /**
     * {@return the derivative of an element with respect to its source; 0 if it has none}
     *
     * @param element its index in {@link #layout}
     */
    public double slope(int element) {
        return slopes.source(element) < 0 ? 0 : slopes.factor(element);
    }
}
