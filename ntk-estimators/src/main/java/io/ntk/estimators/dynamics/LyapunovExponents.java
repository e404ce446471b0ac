package io.ntk.estimators.dynamics;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.Progress;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;

/**
 * The finite-time Lyapunov exponents of each trial by the discrete QR method (Benettin et al. 1980; Dieci, Russell and Van Vleck
 * 1997): Q_t R_t = A_t Q_{t−1} from Q_0 = I, and λ_i = (1/T) Σ_t log |R_t,ii|, in units of one over a step. Their sum is the mean of
 * log |det A_t|, whatever Q_0. The first A is the derivative with respect to the initial state. It costs T factorisations of order S
 * a trial.
 *
 * <p>A direction that a step shortens to less than what rounding leaves of it, S ε ‖A_t Q‖_F, is unresolved from then on: its
 * exponent is very negative, perhaps −∞, and stated as NaN.
 *
 * <p>Of a problem with a restriction, T is the number of {@linkplain io.ntk.api.spi.Problem#usedSteps steps of the trial}. A trial with
 * no step has no exponents, and no part in means.
 */
public final class LyapunovExponents {
    private static final String METHOD = "lyapunov";

    private final double[][] trials;
    private final double[][] withSteps;
    private final int size;

    private LyapunovExponents(double[][] trials, int size) {
        this.trials = trials;
        this.withSteps = Arrays.stream(trials).filter(trial -> trial.length > 0).toArray(double[][]::new);
        this.size = size;
    }

    /**
     * Computes them.
     *
     * @param linearization of a network, whatever is observed of it
     * @param memoryLimit in bytes
     * @param progress told the trials done
     * @return the exponents
     * @throws NtkException {@link ErrorId#CAPABILITY_MISSING} if the backend offers no step structure, {@link ErrorId#NON_FINITE} if
     *     a step Jacobian is not finite, {@link ErrorId#OUT_OF_MEMORY} if those of one trial do not fit
     */
    public static LyapunovExponents of(Linearization linearization, long memoryLimit, Progress progress) {
        StateJacobians jacobians = new StateJacobians(METHOD, linearization, memoryLimit, /* wanted= */ 0);
        double epsilon = linearization.problem().precision().epsilon();
        double[][] trials = new double[jacobians.trials()][];
        for (int trial = 0; trial < trials.length; trial++) {
            int steps = jacobians.steps(trial);
            trials[trial] =
                    steps == 0 ? new double[0] : exponents(jacobians.of(trial), steps, jacobians.size(), epsilon);
            progress.made(trial + 1, trials.length);
        }
        return new LyapunovExponents(trials, jacobians.size());
    }

    /** One trial's, descending, NaN last. */
    private static double[] exponents(DoubleBuffer jacobians, int steps, int size, double epsilon) {
        QRDecomposition<DMatrixRMaj> decomposition = DecompositionFactory_DDRM.qr(size, size);
        DMatrixRMaj step = new DMatrixRMaj(size, size);
        DMatrixRMaj q = CommonOps_DDRM.identity(size);
        DMatrixRMaj product = new DMatrixRMaj(size, size);
        DMatrixRMaj r = new DMatrixRMaj(size, size);
        double[] sums = new double[size];
        for (int t = 0; t < steps; t++) {
            jacobians.get(t * size * size, step.data, 0, size * size);
            CommonOps_DDRM.mult(step, q, product);
            double resolved = size * epsilon * NormOps_DDRM.normF(product);
            // It says false of a singular matrix, whose factors are right all the same.
            decomposition.decompose(product);
            decomposition.getQ(q, false);
            decomposition.getR(r, false);
            for (int i = 0; i < size; i++) {
                double factor = Math.abs(r.get(i, i));
                sums[i] += factor > resolved ? Math.log(factor) : Double.NaN;
            }
        }
        return Arrays.stream(sums)
                .map(sum -> sum / steps)
                .boxed()
                .sorted((a, b) -> Double.isNaN(a) || Double.isNaN(b)
                        ? Boolean.compare(Double.isNaN(a), Double.isNaN(b))
                        : Double.compare(b, a))
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    /** {@return the number of trials} */
    public int trials() {
        return trials.length;
    }

    /** {@return how many of them have a step; the others have no exponents} */
    public int trialsWithSteps() {
        return withSteps.length;
    }

    /** {@return the number of exponents of a trial, S} */
    public int size() {
        return size;
    }

    /**
     * {@return the exponents of a trial, largest first, and NaN for those that are unresolved; none, if it has no step}
     *
     * @param trial the trial
     */
    public double[] of(int trial) {
        return trials[trial].clone();
    }

    /** {@return for each rank the mean over trials; NaN where a trial's is unresolved} */
    public double[] mean() {
        double[] mean = new double[size()];
        for (double[] trial : withSteps) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += trial[i] / withSteps.length;
            }
        }
        return mean;
    }

    /** {@return for each rank the standard deviation over trials (B − 1 in the denominator); NaN for one trial or where the mean is} */
    public double[] deviation() {
        double[] mean = mean();
        double[] deviation = new double[mean.length];
        for (int i = 0; i < mean.length; i++) {
            double squares = 0;
            for (double[] trial : withSteps) {
                squares += (trial[i] - mean[i]) * (trial[i] - mean[i]);
            }
            deviation[i] = withSteps.length < 2 ? Double.NaN : Math.sqrt(squares / (withSteps.length - 1));
        }
        return deviation;
    }

    /** {@return how many exponents, of all trials together, are unresolved} */
    public int unresolved() {
        return Arrays.stream(withSteps)
                .mapToInt(trial ->
                        (int) Arrays.stream(trial).filter(Double::isNaN).count())
                .sum();
    }
}
