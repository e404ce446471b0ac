package io.ntk.estimators.exact;

import io.ntk.api.Precision;
import io.ntk.api.spi.DenseMatrices;
import io.ntk.api.spi.DenseProducts;
import io.ntk.estimators.exact.FeatureSlab.Piece;
import io.ntk.estimators.exact.ParameterClass.Owner;
import io.ntk.estimators.linalg.DirectBuffers;
import java.util.List;

/**
 * One piece of H, {@code [ψ][k][φ]}, and the sum of its squares. For a block of trials, Y[(b, ρ), (k, φ)] = Σ_σ G_b(σ, ρ)[i, k] f_a(bσ)[φ]
 * comes first, while it is small enough for the cache, and then H += f_bᵀ Y, a large matrix product.
 */
final class FeatureSum {
    /** The most pairs of a trial and a ρ in Y: enough for BLAS's full speed. */
    static final int SUMMED = 128;

    /** The columns of Y, unless one strip of one column has more: with as many rows it fits a cache of 2 MiB, beside H. */
    private static final int PRODUCT_COLUMNS = 1056;

    private enum Role {
        CONTRACTED
    }

    private final ModelPair pair;
    private final FeatureSlab slab;
    private final Piece piece;
    private final List<Elements> leftFeatures;
    private final Elements rightFeatures;
    private final List<Elements> parameterGrams;
    private final int at;
    private final Elements contracted;
    private final ParameterClass left;

    /**
     * Computes nothing yet.
     *
     * @param pair the models
     * @param slab the slab
     * @param piece the piece
     * @param leftFeatures f_a of the left classes
     * @param rightFeatures f_b of the right class
     * @param parameterGrams receives H of each group of trials
     * @param at where H of the piece begins in it
     * @param workspace the buffers of this thread
     */
    FeatureSum(
            ModelPair pair,
            FeatureSlab slab,
            Piece piece,
            List<Elements> leftFeatures,
            Elements rightFeatures,
            List<Elements> parameterGrams,
            int at,
            DirectBuffers workspace) {
        this.pair = pair;
        this.slab = slab;
        this.piece = piece;
        this.leftFeatures = leftFeatures;
        this.rightFeatures = rightFeatures;
        this.parameterGrams = parameterGrams;
        this.at = at;
        this.left = slab.left().get(piece.leftClass());
        this.contracted = Elements.of(workspace, Role.CONTRACTED, pair.precision(), (long) SUMMED * columns());
    }

    /** {@return the columns of a strip beside rows of so many features} */
    static int stripWidth(int featureWidth) {
        return Math.max(1, PRODUCT_COLUMNS / Math.max(1, featureWidth));
    }

    private int columns() {
        return piece.columns().width() * left.featureWidth();
    }

    private int psi() {
        return slab.right().featureWidth();
    }

    /** Adds a block of trials to H of its group, or begins it. */
    void add(FeatureGrams grams, TrialBlock block) {
        DenseProducts products = pair.left().products();
        int phi = left.featureWidth();
        int leftIndices = block.steps() * left.places().size();
        int rightPlaces = slab.right().places().size();
        int rightIndices = block.steps() * rightPlaces;
        DenseMatrices features = new DenseMatrices(
                leftFeatures
                        .get(piece.leftClass())
                        .matrix(block.stepsBefore() * left.places().size() * phi, leftIndices, phi),
                leftIndices * phi,
                block.trials());
        int most = block.trials() > 1 ? rightIndices : Math.min(rightIndices, SUMMED);
        boolean isAdded = !isFirstOfGroup(block);
        for (int from = 0; from < rightIndices; from += most) {
            int to = Math.min(from + most, rightIndices);
            int rows = (to - from) * piece.columns().width();
            int summed = block.trials() * (to - from);
            products.multiplyEach(
                    1,
                    grams.of(piece, block, from, to),
                    features,
                    0,
                    new DenseMatrices(contracted.matrix(0, rows, phi), rows * phi, block.trials()));
            products.multiply(
                    1,
                    rightFeatures
                            .matrix((block.stepsBefore() * rightPlaces + from) * psi(), summed, psi())
                            .transpose(),
                    contracted.matrix(0, summed, columns()),
                    isAdded ? 1 : 0,
                    parameterGrams.get(pair.left().group(block.first())).matrix(at, psi(), columns()));
            isAdded = true;
        }
    }

    private boolean isFirstOfGroup(TrialBlock block) {
        int first = block.first();
        return first == 0 || pair.left().group(first) != pair.left().group(first - 1);
    }

    /**
     * Adds the sum of the squares of H's elements, or of the products of the elements of both groups, for each pair of tensors, with the
     * squares of slopes where there are any.
     */
    void addSquares(double[][] sums) {
        boolean isScaled = pair.left().slopes() != null || pair.right().slopes() != null;
        if (isScaled) {
            addScaled(sums);
        } else {
            slab.byTensors().forEach((tensors, columns) -> addPlain(tensors, columns, sums));
        }
    }

    /** Adds the squares in some right columns ψ, all of which belong to the same tensors. */
    private void addPlain(List<Integer> tensors, List<Integer> columns, double[][] sums) {
        double[][] values = new double[parameterGrams.size()][columns()];
        double[] squares = new double[left.featureWidth()];
        for (int y : columns) {
            read(y, values);
            double[] first = values[0];
            double[] last = values[values.length - 1];
            for (int at = 0; at < first.length; at += squares.length) {
                for (int f = 0; f < squares.length; f++) {
                    squares[f] += first[at + f] * last[at + f];
                }
            }
        }
        for (int f = 0; f < squares.length; f++) {
            for (Owner a : left.columns().get(f).owners()) {
                for (int b : tensors) {
                    add(a.tensor(), b, squares[f], sums);
                }
            }
        }
    }

    private void addScaled(double[][] sums) {
        SquaredSlopes leftSlopes = pair.left().slopes();
        SquaredSlopes rightSlopes = pair.right().slopes();
        int width = piece.columns().width();
        double[][] values = new double[parameterGrams.size()][columns()];
        for (int y = 0; y < psi(); y++) {
            read(y, values);
            for (Owner b : slab.right().columns().get(y).owners()) {
                for (int f = 0; f < left.featureWidth(); f++) {
                    double square = 0;
                    for (int k = 0; k < width; k++) {
                        int at = k * left.featureWidth() + f;
                        double slope =
                                SquaredSlopes.at(rightSlopes, b, piece.columns().from() + k);
                        square += values[0][at] * values[values.length - 1][at] * slope;
                    }
                    for (Owner a : left.columns().get(f).owners()) {
                        double slope = SquaredSlopes.at(leftSlopes, a, piece.row());
                        add(a.tensor(), b.tensor(), square * slope, sums);
                    }
                }
            }
        }
    }

    /** Reads the elements of a right column ψ of each group, {@code [k][φ]}. */
    private void read(int y, double[][] values) {
        for (int group = 0; group < values.length; group++) {
            parameterGrams.get(group).get(at + y * columns(), values[group]);
        }
    }

    private void add(int a, int b, double value, double[][] sums) {
        sums[a][b] += value;
        if (piece.isMirrored()) {
            sums[b][a] += value;
        }
    }

    /** {@return the elements of H of a piece} */
    static long parameterElements(FeatureSlab slab, Piece piece) {
        return (long) slab.right().featureWidth()
                * piece.columns().width()
                * slab.left().get(piece.leftClass()).featureWidth();
    }

    /** {@return the doubles that take the memory of Y and one piece of H of each group} */
    static long doubles(Precision precision, int groups, int phi, int psi, int stripWidth) {
        return Elements.doubles(precision, (SUMMED + (long) groups * psi) * stripWidth * phi);
    }
}
