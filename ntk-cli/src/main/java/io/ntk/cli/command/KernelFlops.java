package io.ntk.cli.command;

import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.Cost;
import java.util.List;

/**
 * The floating-point operations that products with a kernel need at least, counting only multiplications by weights.
 *
 * <p>A product Jᵀv needs, for every trial and step, one multiplication by each weight that acts on the state (to go back
 * through it) and one outer product of the size of each weight (its gradient); a product J u the same two, transposed.
 * Each is 2 · rows · columns operations. For a tanh network that is 8 · B · T · H² a column of Θ, to leading order.
 */
final class KernelFlops {
    private final double factorProduct;

    KernelFlops(Problem problem) {
        int input = problem.model().inputSize();
        int hidden = problem.model().hiddenSize();
        ParameterLayout layout = problem.model().layout();
        List<ParameterTensor> wider =
                problem.model().cell().parameters(input + 1, hidden).tensors();
        double perStep = 0;
        for (int i = 0; i < wider.size(); i++) {
            ParameterTensor weight = layout.tensors().get(i);
            if (weight.shape().size() == 2) {
                // A weight on the inputs is one that grows with them; nothing flows back through it.
                boolean actsOnState = wider.get(i).columns() == weight.columns();
                perStep += (actsOnState ? 2.0 : 1.0) * 2 * weight.size();
            }
        }
        this.factorProduct =
                perStep * problem.inputs().trials() * problem.inputs().steps();
    }

    /** {@return the operations of the products} */
    double of(Cost cost) {
        return factorProduct * (2.0 * cost.kernelProducts() + cost.jacobianProducts() + cost.adjointProducts());
    }
}
