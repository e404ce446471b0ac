package io.ntk.estimators.exact;

/**
 * The direction of parallel columns: the longest of them, scaled to a largest element of 1; zero if all are.
 *
 * @param elements its elements
 */
// Never compared.
@SuppressWarnings("ArrayRecordComponent")
record Direction(double[] elements) {
    static Direction of(double[][] columns) {
        double[] longest = columns[0];
        for (double[] column : columns) {
            if (largest(column) > largest(longest)) {
                longest = column;
            }
        }
        double scale = largest(longest);
        double[] elements = new double[longest.length];
        for (int row = 0; row < elements.length && scale > 0; row++) {
            elements[row] = longest[row] / scale;
        }
        return new Direction(elements);
    }

    /** {@return the multiple of this that a parallel column is} */
    double slopeOf(double[] column) {
        double product = 0;
        double square = 0;
        for (int row = 0; row < elements.length; row++) {
            product += column[row] * elements[row];
            square += elements[row] * elements[row];
        }
        return square > 0 ? product / square : 0;
    }

    /** {@return whether a column is a multiple of this, up to a tolerance relative to its largest element} */
    boolean isParallel(double[] column, double tolerance) {
        double slope = slopeOf(column);
        double allowed = tolerance * largest(column);
        for (int row = 0; row < elements.length; row++) {
            if (!(Math.abs(column[row] - slope * elements[row]) <= allowed)) {
                return false;
            }
        }
        return true;
    }

    private static double largest(double[] column) {
        double largest = 0;
        for (double element : column) {
            largest = Math.max(largest, Math.abs(element));
        }
        return largest;
    }
}
