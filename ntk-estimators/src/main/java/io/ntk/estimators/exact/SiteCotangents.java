package io.ntk.estimators.exact;

import io.ntk.api.linalg.Axis;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.spi.DenseMatrix;
import io.ntk.estimators.exact.ParameterClass.Place;
import io.ntk.estimators.linalg.DirectBuffers;
import java.nio.DoubleBuffer;

/** Cotangents of the values of sites, DᵀP, in one trial, from some cotangents P of perturbations. */
final class SiteCotangents {
    private enum Role {
        COTANGENTS,
        PERTURBATIONS
    }

    private final ModelPieces model;
    private final int trial;
    private final int size;
    private final int vectors;
    /** {@code [T, U, vectors]}. */
    private final double[] perturbations;

    /**
     * Takes the part of a trial out of vectors.
     *
     * @param model the source of D
     * @param trial the trial, as the model counts them
     * @param shape of the vectors, {@code [trial, time, unit]}
     * @param p the vectors, row-major
     * @param from the first that is taken
     * @param to the one after the last
     */
    SiteCotangents(ModelPieces model, int trial, IndexShape shape, double[][] p, int from, int to) {
        this.model = model;
        this.trial = trial;
        this.size = shape.sizeOf(Axis.UNIT);
        this.vectors = to - from;
        int length = model.steps(trial) * size;
        int first = model.number(trial) * shape.sizeOf(Axis.TIME) * size;
        this.perturbations = new double[length * vectors];
        for (int j = 0; j < vectors; j++) {
            double[] of = p[from + j];
            for (int i = 0; i < length; i++) {
                perturbations[i * vectors + j] = of[first + i];
            }
        }
    }

    /** {@return the number of elements that it holds at most, for a trial of so many steps} */
    static long elements(long steps, long size, long vectors) {
        return steps * size * vectors;
    }

    /**
     * Computes the cotangents at all places of a class.
     *
     * @param of the class
     * @param workspace the source of buffers
     * @return {@code [T · places, w · vectors]}, valid until the next call
     */
    DenseMatrix of(ParameterClass of, DirectBuffers workspace) {
        int places = of.places().size();
        int columns = of.width() * vectors;
        int rows = model.steps(trial) * places;
        DoubleBuffer out = workspace.get(Role.COTANGENTS, (long) rows * columns);
        for (int place = 0; place < places; place++) {
            Place at = of.places().get(place);
            DoubleBuffer d = model.siteJacobians(at.site(), trial, workspace);
            SiteShape shape = model.shape(at.site());
            if (shape.isSparse()) {
                sparse(shape, d, out, place * columns, places * columns);
            } else {
                dense(of.width(), d, out, place * columns, places * columns, workspace);
            }
        }
        return DenseMatrix.of(out, 0, rows, columns);
    }

    private void sparse(SiteShape shape, DoubleBuffer stored, DoubleBuffer out, int first, int perStep) {
        double[] elements = new double[shape.nonZeros()];
        double[] row = new double[shape.width() * vectors];
        for (int step = 0; step < model.steps(trial); step++) {
            stored.get(step * elements.length, elements);
            shape.transposeTimes(elements, perturbations, step * size * vectors, vectors, row);
            out.put(first + step * perStep, row);
        }
    }

    private void dense(
            int width, DoubleBuffer stored, DoubleBuffer out, int first, int perStep, DirectBuffers workspace) {
        int block = size * vectors;
        DoubleBuffer ofStep = workspace.get(Role.PERTURBATIONS, block);
        for (int step = 0; step < model.steps(trial); step++) {
            ofStep.put(0, perturbations, step * block, block);
            DenseMatrix d = DenseMatrix.of(stored, step * size * width, size, width);
            model.products()
                    .multiply(
                            1,
                            d.transpose(),
                            DenseMatrix.of(ofStep, 0, size, vectors),
                            0,
                            DenseMatrix.of(out, first + step * perStep, width, vectors));
        }
    }
}
