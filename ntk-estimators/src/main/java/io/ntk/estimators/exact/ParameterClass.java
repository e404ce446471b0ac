package io.ntk.estimators.exact;

import java.util.List;

/**
 * Parameter tensors that enter a step together: at each of the class's places, the same value W f + b + … of one width
 * gets the same columns of features, through one local derivative D.
 *
 * <p>An Elman network has one class of one place: W_ih, W_hh and both biases add up before the nonlinearity. A
 * Runge–Kutta step has one class of four places.
 *
 * @param width the width w of the value
 * @param places the places; a tensor that enters at several of them gets the sum of their contributions
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

    /** {@return the number of parameters, columns that several tensors share counted once} */
    long parameters() {
        return (long) width * columns.size();
    }

    /**
     * A place where the class enters.
     *
     * @param site the affine site whose D is taken
     * @param sources for each column, the features that add up to it
     */
    record Place(int site, List<List<Feature>> sources) {
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
    record Feature(int site, int index) {
        /** The index of the constant feature, which multiplies a bias. */
        static final int ONE = -1;
    }

    /**
     * A column of features.
     *
     * @param owners the tensors that it belongs to, by their index in the differentiated layout; several if they always
     *     get the same feature, as the two biases of an Elman network do
     */
    record Column(List<Integer> owners) {
        Column {
            owners = List.copyOf(owners);
        }
    }
}
