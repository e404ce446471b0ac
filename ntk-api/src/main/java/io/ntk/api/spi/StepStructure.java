package io.ntk.api.spi;

import java.nio.DoubleBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The pieces of which J is made, for methods that use them instead of products with J.
 *
 * <p>Write s for the whole state (width S), q for a perturbation (width U = S, plus the number of outputs where those are
 * observed) and a_j for the value of affine site j, one of the places where parameters enter a step: a_j = W f_j + b
 * with features f_j. At each trial and step, A = ∂s_t/∂s_{t−1} {@code [S, S]} and D_j = ∂q/∂a_j {@code [U, w_j]}; and a
 * matrix C {@code [observed, U]}, mostly the same at all of them, takes (s_t, output perturbation) to what is observed; for a
 * final value, only at the last step. All matrices are row-major. Only sites whose parameters are differentiated are listed; one tensor may enter
 * at several sites.
 *
 * <p>Of a problem with a restriction, T is the number of {@linkplain Problem#usedSteps steps of the trial}, and C has the rows of the
 * units that are looked at; it is the same at the steps that are not.
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

    /**
     * For each column of D_j the rows, ascending, in which it may be nonzero at any trial and step, if the engine knows them without
     * computing D: most nonlinearities act on each unit by itself, and leave few.
     *
     * @param site its index
     * @return {@code [w_j][]}, or nothing
     */
    default Optional<int[][]> siteRows(int site) {
        return Optional.empty();
    }

    /**
     * The elements of D_j in the rows of {@link #siteRows}, one column after another, at every step of a trial.
     *
     * @param site the index of a site whose rows are known
     * @param trial below B
     * @param out receives {@code [T, elements]}, from its first element on
     * @throws UnsupportedOperationException where they are not known
     */
    default void siteElements(int site, int trial, DoubleBuffer out) {
        throw new UnsupportedOperationException("the rows of D are not known");
    }

    /** {@return whether C is the same at every trial and step} */
    default boolean isObservationConstant() {
        return true;
    }

    /**
     * {@return C {@code [observed, U]}, row-major, where it is the same at every trial and step}
     *
     * @throws UnsupportedOperationException where it is not
     */
    default double[] observation() {
        throw new UnsupportedOperationException("C differs from step to step");
    }

    /**
     * C at every step of a trial.
     *
     * @param trial below B
     * @param out receives {@code [T, observed, U]}, from its first element on; as many steps as it has room for
     */
    default void observations(int trial, DoubleBuffer out) {
        double[] c = observation();
        for (int at = 0; at + c.length <= out.capacity(); at += c.length) {
            out.put(at, c);
        }
    }

    /**
     * {@return the tensors that the sites name, where those are not the differentiated parameters themselves: sites name used
     * tensors then}
     */
    default Optional<UsedParameters> usedParameters() {
        return Optional.empty();
    }

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
