package io.ntk.tck.reference;

import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.cell.WeightMap;
import io.ntk.api.spi.Problem;
import io.ntk.api.spi.UsedParameters;
import java.util.Arrays;

/**
 * The tensors that a problem's step uses.
 *
 * @param layout their layout
 * @param values their elements
 * @param directions for each element the differentiated parameter that it is a function of, or −1
 * @param slopes for each element its derivative with respect to that
 * @param differentiated the layout of the differentiated parameters
 */
// Never compared.
@SuppressWarnings("ArrayRecordComponent")
record UsedTensors(
        ParameterLayout layout, double[] values, int[] directions, double[] slopes, ParameterLayout differentiated) {
    static UsedTensors of(Problem problem) {
        WeightMap weights = problem.model().weights();
        double[] theta = problem.parameters().toArray();
        int[] sources = weights.sources();
        ParameterLayout selected = problem.selectedLayout();
        int[] differentiated = differentiated(problem, selected);
        int[] directions = Arrays.stream(sources)
                .map(source -> source < 0 ? -1 : differentiated[source])
                .toArray();
        return new UsedTensors(weights.used(), weights.values(theta), directions, weights.slopes(theta), selected);
    }

    /** {@return for each element of θ its position among the differentiated parameters, or −1} */
    private static int[] differentiated(Problem problem, ParameterLayout selected) {
        ParameterLayout all = problem.parameters().layout();
        int[] positions = new int[all.size()];
        Arrays.fill(positions, -1);
        for (ParameterTensor tensor : selected.tensors()) {
            int from = all.tensor(tensor.name()).offset();
            for (int i = 0; i < tensor.size(); i++) {
                if (problem.kept().isEmpty() || problem.kept().get().isKept(from + i)) {
                    positions[from + i] = tensor.offset() + i;
                }
            }
        }
        return positions;
    }

    /** {@return whether some element of a tensor is a function of a differentiated parameter} */
    boolean isDifferentiated(String name) {
        if (name.isEmpty()) {
            return false;
        }
        ParameterTensor tensor = layout.tensor(name);
        return Arrays.stream(directions, tensor.offset(), tensor.offset() + tensor.size())
                .anyMatch(direction -> direction >= 0);
    }

    /** {@return what sites have in the place of the differentiated parameters} */
    UsedParameters parameters() {
        ParameterLayout some = layout.filter(this::isDifferentiated);
        int[] sources = new int[some.size()];
        double[] factors = new double[some.size()];
        for (ParameterTensor tensor : some.tensors()) {
            int from = layout.tensor(tensor.name()).offset();
            System.arraycopy(directions, from, sources, tensor.offset(), tensor.size());
            System.arraycopy(slopes, from, factors, tensor.offset(), tensor.size());
        }
        return UsedParameters.of(some, differentiated, sources, factors);
    }
}
