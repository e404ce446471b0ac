package io.ntk.estimators.exact;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.spi.Linearization;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;

/**
 * The blocks of J by parameter tensor, transposed, as explicit matrices: for models that do not take their parameters apart into
 * {@link SiteTensors}. A trace of a product costs 2 M² n flops.
 */
final class WholeJacobian {
    /** Of each group of trials, for each tensor. */
    private final List<List<DMatrixRMaj>> groups = new ArrayList<>();

    /**
     * Forms J.
     *
     * @param linearization the source
     * @param memory bounds J of this and of another model, and one block of a product for each group of trials
     * @param pairs the pairs of trials that products are summed over
     */
    WholeJacobian(Linearization linearization, MemoryBudget memory, TrialPairs pairs) {
        long rows = linearization.observationSpace().order();
        long parameters = linearization.parameterSpace().dimension();
        List<ParameterTensor> tensors = linearization.problem().selectedLayout().tensors();
        long largest = tensors.stream().mapToLong(ParameterTensor::size).max().orElse(0);
        long bytes = Double.BYTES * (3 * rows * parameters + pairs.groups() * largest * largest);
        if (bytes > memory.limit() || rows * parameters > Integer.MAX_VALUE || largest * largest > Integer.MAX_VALUE) {
            throw new NtkException(
                    ErrorId.OUT_OF_MEMORY,
                    "Method '" + ExactNtk.NAME
                            + "' needs the whole Jacobian of this model, whose parameters enter more than"
                            + " one weight: " + bytes + " bytes, but " + memory.limit() + " are allowed.",
                    "Raise the memory limit, use fewer trials or steps, or use another method.");
        }
        DMatrixRMaj transpose = rows < parameters
                ? linearization.jacobian().adjoint().toMatrix()
                : CommonOps_DDRM.transpose(linearization.jacobian().toMatrix(), null);
        int columnsOfTrial =
                transpose.numCols / linearization.problem().inputs().trials();
        int boundary = pairs.boundary() * columnsOfTrial;
        if (pairs.groups() == 2) {
            groups.add(blocks(transpose, tensors, 0, boundary));
        }
        groups.add(blocks(transpose, tensors, boundary, transpose.numCols));
    }

    private static List<DMatrixRMaj> blocks(DMatrixRMaj transpose, List<ParameterTensor> tensors, int from, int to) {
        return tensors.stream()
                .map(tensor ->
                        CommonOps_DDRM.extract(transpose, tensor.offset(), tensor.offset() + tensor.size(), from, to))
                .toList();
    }

    /** {@return ‖J_p‖²_F for each tensor} */
    double[] squaredNorms() {
        return IntStream.range(0, groups.get(0).size())
                .mapToDouble(p -> groups.stream()
                        .mapToDouble(blocks -> squaredNorm(blocks.get(p)))
                        .sum())
                .toArray();
    }

    /**
     * {@return ‖J_pᵀ J_q‖²_F for each tensor p of this and q of another; between two groups of trials, twice the inner product of J_pᵀ J_q
     * of the one and of the other}
     */
    double[][] squaredProducts(WholeJacobian other) {
        int tensors = groups.get(0).size();
        double[][] squares = new double[tensors][tensors];
        for (int p = 0; p < tensors; p++) {
            for (int q = 0; q < tensors; q++) {
                DMatrixRMaj first = product(other, 0, p, q);
                squares[p][q] = groups.size() == 1 ? squaredNorm(first) : 2 * dot(first, product(other, 1, p, q));
            }
        }
        return squares;
    }

    private DMatrixRMaj product(WholeJacobian other, int group, int p, int q) {
        return CommonOps_DDRM.multTransB(
                groups.get(group).get(p), other.groups.get(group).get(q), null);
    }

    /** {@return the operations of {@link #squaredProducts}} */
    ContractionCount count() {
        double parameters =
                groups.get(0).stream().mapToDouble(DMatrixRMaj::getNumRows).sum();
        double rows = groups.stream()
                .mapToDouble(blocks -> blocks.get(0).getNumCols())
                .sum();
        return new ContractionCount("the whole Jacobian", Precision.FLOAT64, 2 * parameters * parameters * rows);
    }

    private static double dot(DMatrixRMaj x, DMatrixRMaj y) {
        double sum = 0;
        for (int i = 0; i < x.getNumElements(); i++) {
            sum += x.get(i) * y.get(i);
        }
        return sum;
    }

    private static double squaredNorm(DMatrixRMaj matrix) {
        double norm = NormOps_DDRM.normF(matrix);
        return norm * norm;
    }
}
