package io.ntk.cells;

import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.cell.WeightMap;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** How the tensors that equations use are made of the parameters and constants. */
final class EquationWeights implements WeightMap {
    private final EquationCell.Sized cell;
    private final ParameterLayout trained;
    private final Map<String, double[]> arrays;
    private final Set<String> absent;
    private final ParameterLayout used;

    EquationWeights(
            EquationCell.Sized cell, ParameterLayout trained, Map<String, double[]> arrays, Set<String> absent) {
        this.cell = cell;
        this.trained = trained;
        this.arrays = arrays;
        this.absent = absent;
        ParameterLayout.Builder layout = ParameterLayout.builder();
        cell.definition().used().forEach((label, tensor) -> {
            if (!cell.zero().contains(label)) {
                EquationCell.add(layout, label, tensor.shape(), cell.lengths());
            }
        });
        this.used = layout.build();
    }

    @Override
    public ParameterLayout trained() {
        return trained;
    }

    @Override
    public ParameterLayout used() {
        return used;
    }

    @Override
    public int[] sources() {
        int[] sources = new int[used.size()];
        Map<String, WeightArray> all = evaluate(new double[trained.size()]);
        for (ParameterTensor tensor : used.tensors()) {
            System.arraycopy(found(all, tensor).sources(), 0, sources, tensor.offset(), tensor.size());
        }
        return sources;
    }

    @Override
    public double[] values(double[] theta) {
        double[] values = new double[used.size()];
        Map<String, WeightArray> all = evaluate(theta);
        for (ParameterTensor tensor : used.tensors()) {
            System.arraycopy(found(all, tensor).values(), 0, values, tensor.offset(), tensor.size());
        }
        return values;
    }

    @Override
    public double[] slopes(double[] theta) {
        double[] slopes = new double[used.size()];
        Map<String, WeightArray> all = evaluate(theta);
        for (ParameterTensor tensor : used.tensors()) {
            System.arraycopy(found(all, tensor).slopes(), 0, slopes, tensor.offset(), tensor.size());
        }
        return slopes;
    }

    private static WeightArray found(Map<String, WeightArray> all, ParameterTensor tensor) {
        return Objects.requireNonNull(all.get(tensor.name()));
    }

    private Map<String, WeightArray> evaluate(double[] theta) {
        Map<String, WeightArray> tensors = new HashMap<>();
        for (TensorDeclaration constant : cell.definition().arrays()) {
            tensors.put(
                    constant.name(),
                    WeightArray.constant(
                            constant.shape().values(cell.lengths()),
                            Objects.requireNonNull(arrays.get(constant.name()))));
        }
        for (TensorDeclaration parameter : cell.definition().parameters()) {
            tensors.put(parameter.name(), parameter(parameter, theta));
        }
        WeightEvaluation evaluation = new WeightEvaluation(cell.definition(), cell.lengths(), cell.numbers(), tensors);
        Map<String, WeightArray> all = new HashMap<>();
        for (ParameterTensor tensor : used.tensors()) {
            all.put(
                    tensor.name(),
                    Objects.requireNonNull(cell.definition().used().get(tensor.name()))
                            .node()
                            .accept(evaluation));
        }
        return all;
    }

    private WeightArray parameter(TensorDeclaration declaration, double[] theta) {
        List<Integer> shape = declaration.shape().values(cell.lengths());
        if (absent.contains(declaration.name())) {
            return WeightArray.constant(
                    shape, new double[StridedView.whole(shape).size()]);
        }
        ParameterTensor tensor = trained.tensor(declaration.name());
        double[] values = Arrays.copyOfRange(theta, tensor.offset(), tensor.offset() + tensor.size());
        return WeightArray.parameter(shape, values, tensor.offset());
    }
}
