package io.ntk.estimators.exact;

import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.StepStructure;
import io.ntk.api.spi.UsedParameters;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The tensors that sites name, and the differentiated tensors that each is made of. These are the same unless the model uses
 * other tensors than are trained.
 *
 * @param layout the tensors that sites name
 * @param differentiated the layout of the differentiated parameters under the names that results use
 * @param sources for each tensor that sites name the index of the differentiated tensor that it is made of
 */
// Never compared.
@SuppressWarnings("ArrayRecordComponent")
record SiteTensors(ParameterLayout layout, ParameterLayout differentiated, int[] sources) {
    /**
     * {@return the tensors, or nothing if one parameter makes two elements of them, or two tensors make one: then their parts of
     * a kernel do not add up to it}
     *
     * @param linearization what they belong to
     */
    static Optional<SiteTensors> of(Linearization linearization) {
        ParameterLayout selected = linearization.problem().selectedLayout();
        ParameterLayout labelled = linearization.problem().labelledLayout();
        Optional<UsedParameters> map =
                linearization.requireStructure(ExactNtk.NAME).usedParameters();
        if (map.isEmpty()) {
            int[] same = new int[selected.tensors().size()];
            Arrays.setAll(same, i -> i);
            return Optional.of(new SiteTensors(selected, labelled, same));
        }
        UsedParameters used = map.get();
        Set<Integer> seen = new HashSet<>();
        List<ParameterTensor> tensors = used.layout().tensors();
        int[] sources = new int[tensors.size()];
        for (int tensor = 0; tensor < sources.length; tensor++) {
            Set<Integer> of = new HashSet<>();
            int from = tensors.get(tensor).offset();
            for (int i = from; i < from + tensors.get(tensor).size(); i++) {
                int source = used.source(i);
                if (source >= 0) {
                    of.add(tensorAt(selected, source));
                    if (!seen.add(source)) {
                        return Optional.empty();
                    }
                }
            }
            if (of.size() > 1) {
                return Optional.empty();
            }
            sources[tensor] = of.isEmpty() ? 0 : of.iterator().next();
        }
        return Optional.of(new SiteTensors(used.layout(), labelled, sources));
    }

    /**
     * {@return the tensors of two comparable models together, or nothing if they are not the same}
     *
     * @param a one model
     * @param b the other
     */
    static Optional<SiteTensors> of(Linearization a, Linearization b) {
        StepStructure left = a.requireStructure(ExactNtk.NAME);
        StepStructure right = b.requireStructure(ExactNtk.NAME);
        Optional<SiteTensors> tensors = of(a);
        Optional<SiteTensors> others = of(b);
        boolean isShared = tensors.isPresent()
                && others.isPresent()
                && tensors.get().layout().equals(others.get().layout())
                && left.sites().equals(right.sites())
                && haveOneSource(left.usedParameters(), right.usedParameters());
        return isShared ? tensors : Optional.empty();
    }

    private static boolean haveOneSource(Optional<UsedParameters> left, Optional<UsedParameters> right) {
        if (left.isEmpty() && right.isEmpty()) {
            return true;
        }
        int size = left.or(() -> right).orElseThrow().layout().size();
        for (int i = 0; i < size; i++) {
            int element = i;
            int a = left.map(used -> used.source(element)).orElse(element);
            int b = right.map(used -> used.source(element)).orElse(element);
            if (a >= 0 && b >= 0 && a != b) {
                return false;
            }
        }
        return true;
    }

    private static int tensorAt(ParameterLayout layout, int element) {
        List<ParameterTensor> tensors = layout.tensors();
        int tensor = tensors.size() - 1;
        while (tensors.get(tensor).offset() > element) {
            tensor--;
        }
        return tensor;
    }

    /** {@return sums by differentiated tensor of numbers by tensor that sites name} */
    double[] byDifferentiated(double[] values) {
        double[] sums = new double[differentiated.tensors().size()];
        for (int p = 0; p < values.length; p++) {
            sums[sources[p]] += values[p];
        }
        return sums;
    }

    /** {@return a part for each differentiated tensor} */
    Parts byTensor() {
        return new Parts(differentiated.names(), sources);
    }

    /** {@return all parameters as one part} */
    Parts whole() {
        return new Parts(List.of(TensorProducts.WHOLE), new int[layout.tensors().size()]);
    }
}
