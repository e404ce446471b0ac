package io.ntk.tck.reference;

import io.ntk.api.spi.Factor;
import io.ntk.api.spi.Problem;
import java.util.EnumMap;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;

/** J, P and F of a problem as matrices, and the pieces of J, each computed when first asked for. */
final class DenseFactors {
    private final DualModel model;
    private final ReferenceStructure structure;
    private final Map<Factor, DMatrixRMaj> matrices = new EnumMap<>(Factor.class);

    DenseFactors(Problem problem) {
        this.model = new DualModel(problem);
        this.structure = ReferenceStructure.of(problem, model);
    }

    DualModel model() {
        return model;
    }

    /** {@return the pieces, which every linearization of the problem shares} */
    ReferenceStructure structure() {
        return structure;
    }

    /** {@return the matrix itself, which nobody may change} */
    synchronized DMatrixRMaj matrix(Factor factor) {
        return matrices.computeIfAbsent(factor, missing -> switch (missing) {
            case JACOBIAN -> model.jacobian();
            case PROPAGATION -> model.propagation();
            case ONE_STEP -> model.oneStepJacobian();
        });
    }
}
