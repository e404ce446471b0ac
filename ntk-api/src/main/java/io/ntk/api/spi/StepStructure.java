package io.ntk.api.spi;

import java.nio.DoubleBuffer;
import java.util.List;

/**
 * The pieces of which J is made, for methods that use them instead of products with J.
 *
 * <p>Write s for the whole state (width S), q for a perturbation (width U = S, plus the number of outputs where those are
 * observed) and a_j for the value of affine site j, one of the places where parameters enter a step: a_j = W f_j + b
 * with features f_j. At each trial and step, A = ∂s_t/∂s_{t−1} {@code [S, S]} and D_j = ∂q/∂a_j {@code [U, w_j]}; and one
 * matrix C {@code [observed, U]} takes (s_t, output perturbation) to what is observed; for a final value, only at the
 * last step. All matrices are row-major. Only sites whose parameters are differentiated are listed; one tensor may enter
 * at several sites.
 *
 * <p>Pieces are asked for a whole trial at once and copied into buffers of the caller, which {@link #products()} takes.
 * The methods may be called from several threads at once.
 */
public interface StepStructure {
    /** {@return S, the width of the whole state} */
    int stateSize();

    /** {@return U, the width of a perturbation} */
    int perturbationSize();

    /** {@return the affine sites with differentiated parameters} */
    List<AffineSite> sites();

    /**
     * f_j at every step of a trial.
     *
     * @param site its index
     * @param trial below B
     * @param out receives {@code [T, featureWidth]}, from its first element on
     */
    void features(int site, int trial, DoubleBuffer out);

    /**
     * A at every step of a trial. At step 0 it is the derivative with respect to the initial state.
     *
     * @param trial below B
     * @param out receives {@code [T, S, S]}, from its first element on
     */
    void stateJacobians(int trial, DoubleBuffer out);

    /**
     * D_j at every step of a trial.
     *
     * @param site its index
     * @param trial below B
     * @param out receives {@code [T, U, w_j]}, from its first element on
     */
    void siteJacobians(int site, int trial, DoubleBuffer out);

    /** {@return C {@code [observed, U]}, row-major} */
    double[] observation();

    /** {@return dense products at the engine's speed} */
    DenseProducts products();

    /**
     * A place where parameters enter a step as W f + b.
     *
     * @param weight the name of W {@code [width, featureWidth]}, or empty if W is absent or not differentiated
     * @param bias the name of b {@code [width]}, or empty if b is absent or not differentiated
     * @param featureWidth the width of f; 0 if W is absent
     * @param width the width of the site's value
     */
    record AffineSite(String weight, String bias, int featureWidth, int width) {}
}
