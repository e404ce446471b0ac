package io.ntk.estimators.exact;

import java.util.List;

/**
 * A set of parameter tensors that enter a step together: at each place of the class they contribute to one value W f +
 * b + …, through the same columns of features and the same local derivative D.
 *
 * <p>An Elman network has one class of one place: W_ih, W_hh and both biases add up before the nonlinearity. A
 * Runge–Kutta step has one class of four places.
 *
 * @param width the width w of the value
 * @param places the places; the contributions of a tensor at several places are summed
 * @param columns the columns of its features
 */
record ParameterClass(int width, List<Place> places, List<Column> columns) {
    /** Copies the lists. */
    ParameterClass {
        places = List.copyOf(places);
        columns = List.copyOf(columns);
    }

    int featureWidth() {
        return columns.size();
    }

    /** {@return the number of parameters, where shared columns are counted once} */
    long parameters() {
        return (long) width * columns.size();
    }

    /**
     * A place where the class enters a step.
     *
     * @param site the index of the affine site that D belongs to
     * @param sources the features that are summed, for each column
     */
    record Place(int site, List<List<SiteFeature>> sources) {
        Place {
            sources = List.copyOf(sources);
        }
    }

    /**
     * A feature of a site.
     *
     * @param site its index
     * @param index below the site's feature width, or {@link #ONE}
     */
    record SiteFeature(int site, int index) {
        /** The index of the constant feature, which multiplies a bias. */
        static final int ONE = -1;
    }

    /**
     * A column of features.
     *
     * @param owners the columns of tensors that it belongs to; there are several if they always have the same feature, as the
     *     two biases of an Elman network do
     */
    record Column(List<Owner> owners) {
        Column {
            owners = List.copyOf(owners);
        }
    }

    /**
     * A column of a tensor.
     *
     * @param tensor the index of the tensor in the layout of those that sites name
     * @param column the index of its column
     */
    record Owner(int tensor, int column) {}
}
