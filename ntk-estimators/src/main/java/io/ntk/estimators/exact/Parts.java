package io.ntk.estimators.exact;

import java.util.List;

/**
 * The parts of the parameters whose kernels are told apart.
 *
 * @param names their names
 * @param ofTensors for each tensor that sites name the index of its part
 */
// Never compared.
@SuppressWarnings("ArrayRecordComponent")
record Parts(List<String> names, int[] ofTensors) {
    int count() {
        return names.size();
    }

    /** {@return sums by pairs of parts of numbers by pairs of tensors} */
    double[][] sum(double[][] values) {
        double[][] sums = new double[count()][count()];
        for (int p = 0; p < values.length; p++) {
            for (int q = 0; q < values.length; q++) {
                sums[ofTensors[p]][ofTensors[q]] += values[p][q];
            }
        }
        return sums;
    }
}
