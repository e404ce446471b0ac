package io.ntk.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.Precision;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.KeptEntries;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.Readout;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.exact.ExactAlignment;
import io.ntk.estimators.exact.ExactNtk;
import io.ntk.tck.cell.MappedCell;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exact traces and alignments on the engine that users get, of a cell that is not plain, beside those of the explicit J. */
class MappedModelsTest {
    private static final double RELATIVE = 1e-10;
    private static final RecurrentModel MODEL =
            new RecurrentModel("mapped", new MappedCell(), 2, 4, Optional.of(new Readout(3, true)));

    private static Parameters parameters(int seed) {
        double[] theta = new double[MODEL.layout().size()];
        Arrays.setAll(theta, i -> 0.8 * Math.sin(3 * i + seed));
        return Parameters.of(MODEL.layout(), theta);
    }

    private static Problem problem(Observable observable, String globs, boolean isMasked) {
        double[] x = new double[3 * 5 * 2];
        Arrays.setAll(x, i -> Math.cos(2 * i));
        boolean[] keep = new boolean[MODEL.layout().size()];
        for (int i = 0; i < keep.length; i++) {
            keep[i] = i % 4 != 1;
        }
        Problem problem = new Problem(MODEL, parameters(1), Inputs.of(3, 5, 2, x))
                .withPrecision(Precision.FLOAT64)
                .withObservable(observable)
                .withSelection(ParameterSelection.of(List.of(globs.split(" "))));
        return isMasked ? problem.withKept(KeptEntries.of(MODEL.layout(), keep)) : problem;
    }

    @ParameterizedTest
    @CsvSource({
        "STATES, *, false",
        "OUTPUTS, *, false",
        "OUTPUTS, *, true",
        "OUTPUTS, log_rate Back offset In readout.*, false",
        "OUTPUTS, log_rate Back offset In readout.*, true",
        "FINAL_OUTPUT, log_rate offset readout.weight, false",
        "FINAL_STATE, h0 In log_rate, true",
        "STATES, gain, false",
    })
    void exactIsNaive(Observable observable, String globs, boolean isMasked) {
        Problem before = problem(observable, globs, isMasked);
        try (NtkRuntime runtime = NtkRuntime.create()) {
            AutodiffBackend backend = runtime.backend();
            try (Linearization a = backend.linearize(before);
                    Linearization b = backend.linearize(before.withParameters(parameters(2)))) {
                DMatrixRMaj left = a.jacobian().toMatrix();
                DMatrixRMaj right = b.jacobian().toMatrix();
                ExactNtk exact = new ExactNtk(1L << 30);
                ExactAlignment alignment = exact.alignment(a, b);
                isClose(exact.trace(a).total(), square(left));
                isClose(alignment.cross().total(), product(left, right));
                isClose(alignment.before().total(), product(left, left));
                isClose(alignment.after().total(), product(right, right));
            }
        }
    }

    private static double square(DMatrixRMaj matrix) {
        double norm = NormOps_DDRM.normF(matrix);
        return norm * norm;
    }

    /** ‖AᵀB‖²_F. */
    private static double product(DMatrixRMaj a, DMatrixRMaj b) {
        return square(CommonOps_DDRM.multTransA(a, b, null));
    }

    private static void isClose(double actual, double expected) {
        assertThat(actual).isCloseTo(expected, within(RELATIVE * expected));
    }
}
