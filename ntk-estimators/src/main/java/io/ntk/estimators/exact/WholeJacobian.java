package io.ntk.estimators.exact;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.spi.Linearization;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;

/**
 * The blocks of J by parameter tensor, transposed, as explicit matrices: for models that do not take their parameters apart into
 * {@link SiteTensors}. A trace of a product costs 2 M² n flops.
 */
final class WholeJacobian {
    private final List<DMatrixRMaj> blocks = new ArrayList<>();

    /**
     * Forms J.
     *
     * @param linearization the source
     * @param memory bounds J of this and of another model, and one block of a product
     */
    WholeJacobian(Linearization linearization, MemoryBudget memory) {
        long rows = linearization.observationSpace().order();
        long parameters = linearization.parameterSpace().dimension();
        List<ParameterTensor> tensors = linearization.problem().selectedLayout().tensors();
        long largest = tensors.stream().mapToLong(ParameterTensor::size).max().orElse(0);
        long bytes = Double.BYTES * (3 * rows * parameters + largest * largest);
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
        for (ParameterTensor tensor : tensors) {
            blocks.add(CommonOps_DDRM.extract(
                    transpose, tensor.offset(), tensor.offset() + tensor.size(), 0, transpose.numCols));
        }
    }

    /** {@return ‖J_p‖²_F for each tensor} */
    double[] squaredNorms() {
        return blocks.stream().mapToDouble(WholeJacobian::squaredNorm).toArray();
    }

    /** {@return ‖J_pᵀ J_q‖²_F for each tensor p of this and q of another} */
    double[][] squaredProducts(WholeJacobian other) {
        double[][] squares = new double[blocks.size()][other.blocks.size()];
        for (int p = 0; p < squares.length; p++) {
            for (int q = 0; q < squares[p].length; q++) {
                squares[p][q] = squaredNorm(CommonOps_DDRM.multTransB(blocks.get(p), other.blocks.get(q), null));
            }
        }
        return squares;
    }

    /** {@return the operations of {@link #squaredProducts}} */
    ContractionCount count() {
        double parameters = blocks.stream().mapToDouble(DMatrixRMaj::getNumRows).sum();
        return new ContractionCount(
                "the whole Jacobian",
                2 * parameters * parameters * blocks.get(0).getNumCols());
    }

    private static double squaredNorm(DMatrixRMaj matrix) {
        double norm = NormOps_DDRM.normF(matrix);
        return norm * norm;
    }
}
