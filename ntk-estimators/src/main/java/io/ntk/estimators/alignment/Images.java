package io.ntk.estimators.alignment;

import io.ntk.api.linalg.MultiVector;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ejml.data.DMatrixRMaj;

/**
 * The images KX of a block of vectors X under several kernels, which share a space Q on which they are known.
 *
 * <p>X is either orthonormal vectors that join Q, or random probes g outside Q. With P = I − QQᵀ and symmetric K and L,
 * Tr KL = Σ_q (2 ⟨Kq, Lq⟩ − ⟨QᵀKq, QᵀLq⟩) + Tr (PKP)(PLP), where the sum over all vectors of Q is known and ⟨PKg, PLg⟩
 * is an unbiased draw of the rest. As ⟨PKg, PLg⟩ = ⟨Kg, Lg⟩ − ⟨QᵀKg, QᵀLg⟩, both follow from inner products of images
 * and from the coordinates QᵀKX.
 *
 * <p>The blocks are borrowed: whoever made this closes them, and they are valid only while a listener is called.
 */
public final class Images {
    /** A listener who does not listen. */
    static final Consumer<Images> NOBODY = images -> {};

    private final MultiVector vectors;
    private final List<MultiVector> images;
    private final Function<MultiVector, DMatrixRMaj> basis;
    private final List<DMatrixRMaj> coordinates;
    private final int joined;
    private final Map<List<Integer>, Products> products = new HashMap<>();

    private Images(
            MultiVector vectors,
            List<MultiVector> images,
            Function<MultiVector, DMatrixRMaj> basis,
            List<DMatrixRMaj> coordinates,
            int joined) {
        this.vectors = vectors;
        this.images = images;
        this.basis = basis;
        this.coordinates = coordinates;
        this.joined = joined;
    }

    /**
     * {@return images of orthonormal vectors X that joined Q}
     *
     * @param vectors X
     * @param images KX for each kernel
     * @param basis gives QᵀY for a block Y, Q including X
     * @param coordinates QᵀKX for each kernel
     * @param joined how many vectors Q had before
     */
    public static Images ofJoined(
            MultiVector vectors,
            List<MultiVector> images,
            Function<MultiVector, DMatrixRMaj> basis,
            List<DMatrixRMaj> coordinates,
            int joined) {
        return new Images(vectors, images, basis, coordinates, joined);
    }

    /**
     * {@return images of what is left of random probes outside Q}
     *
     * @param probes the probes
     * @param images KX for each kernel
     * @param basis gives QᵀY for a block Y
     * @param coordinates QᵀKX for each kernel
     */
    public static Images ofProbes(
            MultiVector probes,
            List<MultiVector> images,
            Function<MultiVector, DMatrixRMaj> basis,
            List<DMatrixRMaj> coordinates) {
        return new Images(probes, images, basis, coordinates, -1);
    }

    /**
     * {@return images of the same vectors under other kernels}
     *
     * @param others KX for each of them
     */
    public Images under(List<MultiVector> others) {
        return new Images(vectors, others, basis, others.stream().map(basis).toList(), joined);
    }

    /** {@return the number of kernels} */
    public int kernels() {
        return images.size();
    }

    /** {@return X, or outside of Q what is left of the random probes} */
    public MultiVector vectors() {
        return vectors;
    }

    /**
     * {@return KX}
     *
     * @param kernel the number of K
     */
    public MultiVector of(int kernel) {
        return images.get(kernel);
    }

    /** {@return whether X joined Q, so that all that follows from its images is known} */
    public boolean areKnown() {
        return joined >= 0;
    }

    /**
     * {@return QᵀKX}
     *
     * @param kernel the number of K
     */
    public DMatrixRMaj coordinates(int kernel) {
        return coordinates.get(kernel);
    }

    /**
     * {@return QᵀY for a block of the same space}
     *
     * @param y the block
     */
    public DMatrixRMaj coordinates(MultiVector y) {
        return basis.apply(y);
    }

    /** The inner products of the images under two kernels, i ≤ j. */
    Products products(int i, int j) {
        return products.computeIfAbsent(List.of(i, j), pair -> Products.of(images.get(i), images.get(j)));
    }

    /**
     * {@return ⟨Kx, Lx⟩ for each x}
     *
     * @param i the number of K
     * @param j the number of L
     */
    public double[] dots(int i, int j) {
        if (i != j) {
            return products(Math.min(i, j), Math.max(i, j)).cross();
        }
        // Of two kernels one pass gives all three inner products.
        int other = i ^ 1;
        if (other >= images.size()) {
            return products(i, i).before();
        }
        return i < other ? products(i, other).before() : products(other, i).after();
    }

    /**
     * What is known of Tr KL after these vectors joined Q.
     *
     * @param before what was known before
     * @param dots ⟨Kx, Lx⟩ for each x
     * @param k QᵀKX
     * @param l QᵀLX
     * @return Σ_q (2 ⟨Kq, Lq⟩ − ⟨QᵀKq, QᵀLq⟩) over all vectors of Q
     */
    public double known(double before, double[] dots, DMatrixRMaj k, DMatrixRMaj l) {
        double inside = 0;
        for (int i = 0; i < k.getNumRows(); i++) {
            for (int j = 0; j < k.getNumCols(); j++) {
                // As off-diagonal blocks of QᵀKQ the rows of earlier vectors occur twice.
                inside += (i < joined ? 2 : 1) * k.get(i, j) * l.get(i, j);
            }
        }
        return before + 2 * Arrays.stream(dots).sum() - inside;
    }

    /**
     * The rest of Tr KL as random probes see it.
     *
     * @param dots ⟨Kg, Lg⟩ for each g
     * @param k QᵀKG
     * @param l QᵀLG
     * @return ⟨PKg, PLg⟩ for each g
     */
    public static double[] rest(double[] dots, DMatrixRMaj k, DMatrixRMaj l) {
        double[] rest = dots.clone();
        for (int i = 0; i < k.getNumRows(); i++) {
            for (int j = 0; j < rest.length; j++) {
                rest[j] -= k.get(i, j) * l.get(i, j);
            }
        }
        return rest;
    }

    /**
     * {@return xᵀKx for each x}
     *
     * @param kernel the number of K
     */
    public double[] forms(int kernel) {
        if (!areKnown()) {
            return vectors.dots(images.get(kernel));
        }
        double[] forms = new double[vectors.columns()];
        for (int j = 0; j < forms.length; j++) {
            forms[j] = coordinates.get(kernel).get(joined + j, j);
        }
        return forms;
    }
}
