package io.ntk.estimators.spectrum;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * An unbiased draw of a symmetric matrix: D = (X Yᵀ + Y Xᵀ) / 2, as the two factors where they are smaller than the matrix.
 */
interface Draw {
    /**
     * {@return the draw}
     *
     * @param x X {@code [size, rest]}, not modified
     * @param y Y {@code [size, rest]}, not modified
     */
    static Draw of(DMatrixRMaj x, DMatrixRMaj y) {
        return isFactored(x.numRows, x.numCols) ? new Factored(x, y) : new Whole(symmetricProduct(x, y));
    }

    /** {@return the elements that a draw holds} */
    static long elements(long size, long rest) {
        return isFactored(size, rest) ? 2 * size * rest : size * size;
    }

    private static boolean isFactored(long size, long rest) {
        return 2 * rest < size;
    }

    private static DMatrixRMaj symmetricProduct(DMatrixRMaj x, DMatrixRMaj y) {
        DMatrixRMaj product = new DMatrixRMaj(x.numRows, x.numRows);
        CommonOps_DDRM.multTransB(x, y, product);
        symmetrise(product);
        return product;
    }

    /** M ← (M + Mᵀ) / 2. */
    static void symmetrise(DMatrixRMaj m) {
        for (int i = 0; i < m.getNumRows(); i++) {
            for (int j = 0; j < i; j++) {
                double mean = (m.get(i, j) + m.get(j, i)) / 2;
                m.set(i, j, mean);
                m.set(j, i, mean);
            }
        }
    }

    /** M ← H M with H = I − uuᵀ, u being the vector of length 1 that is equal in some rows and 0 in the others, as M is there. */
    static void centreColumns(DMatrixRMaj m, int[] rows) {
        for (int j = 0; j < m.getNumCols(); j++) {
            double mean = 0;
            for (int row : rows) {
                mean += m.get(row, j) / rows.length;
            }
            for (int row : rows) {
                m.add(row, j, -mean);
            }
        }
    }

    /** {@return HMH for a symmetric M} */
    static DMatrixRMaj centred(DMatrixRMaj symmetric, int[] rows) {
        DMatrixRMaj centred = symmetric.copy();
        centreColumns(centred, rows);
        CommonOps_DDRM.transpose(centred);
        centreColumns(centred, rows);
        symmetrise(centred);
        return centred;
    }

    /** {@return Σ x_ij y_ij} */
    static double dot(DMatrixRMaj x, DMatrixRMaj y) {
        double sum = 0;
        for (int i = 0; i < x.getNumElements(); i++) {
            sum += x.data[i] * y.data[i];
        }
        return sum;
    }

    /** {@return Tr D} */
    double trace();

    /** {@return ‖D‖²_F} */
    double squaredNorm();

    /** {@return Tr(D S) for a symmetric S} */
    double dot(DMatrixRMaj symmetric);

    /** {@return Tr(D D′) for a draw of a matrix of the same order} */
    double dot(Draw other);

    /**
     * {@return HDH, the draw without the means of its rows and columns}
     *
     * @param rows over which means are taken, all that are there
     */
    Draw centred(int[] rows);

    /** {@return vᵀ D v for a column v} */
    double form(DMatrixRMaj v);

    /** S ← S + M for some M whose symmetric part is D: who adds draws {@link #symmetrise}s the sum, once for all of them. */
    void addTo(DMatrixRMaj sum);

    /** D itself. */
    record Whole(DMatrixRMaj matrix) implements Draw {
        @Override
        public double trace() {
            return CommonOps_DDRM.trace(matrix);
        }

        @Override
        public double squaredNorm() {
            return Draw.dot(matrix, matrix);
        }

        @Override
        public double dot(DMatrixRMaj symmetric) {
            return Draw.dot(matrix, symmetric);
        }

        @Override
        public double dot(Draw other) {
            return other.dot(matrix);
        }

        @Override
        public Draw centred(int[] rows) {
            return new Whole(Draw.centred(matrix, rows));
        }

        @Override
        public double form(DMatrixRMaj v) {
            return Draw.dot(v, CommonOps_DDRM.mult(matrix, v, null));
        }

        @Override
        public void addTo(DMatrixRMaj sum) {
            CommonOps_DDRM.addEquals(sum, matrix);
        }
    }

    /** D = (X Yᵀ + Y Xᵀ) / 2. */
    record Factored(DMatrixRMaj x, DMatrixRMaj y) implements Draw {
        @Override
        public double trace() {
            return Draw.dot(x, y);
        }

        /** ‖D‖² = (Tr(XᵀX YᵀY) + Tr(XᵀY XᵀY)) / 2. */
        @Override
        public double squaredNorm() {
            DMatrixRMaj cross = CommonOps_DDRM.multTransA(x, y, null);
            double squares = Draw.dot(CommonOps_DDRM.multTransA(x, x, null), CommonOps_DDRM.multTransA(y, y, null));
            return (squares + Draw.dot(cross, CommonOps_DDRM.transpose(cross, null))) / 2;
        }

        @Override
        public double dot(DMatrixRMaj symmetric) {
            return Draw.dot(x, CommonOps_DDRM.mult(symmetric, y, null));
        }

        /** ⟨XYᵀ, UVᵀ⟩ = ⟨XᵀU, YᵀV⟩, and so for U and V exchanged. */
        @Override
        public double dot(Draw other) {
            if (!(other instanceof Factored factors)) {
                return other.dot(this);
            }
            return (crossed(factors.x, factors.y) + crossed(factors.y, factors.x)) / 2;
        }

        private double crossed(DMatrixRMaj u, DMatrixRMaj v) {
            return Draw.dot(CommonOps_DDRM.multTransA(x, u, null), CommonOps_DDRM.multTransA(y, v, null));
        }

        @Override
        public Draw centred(int[] rows) {
            DMatrixRMaj centredX = x.copy();
            DMatrixRMaj centredY = y.copy();
            centreColumns(centredX, rows);
            centreColumns(centredY, rows);
            return new Factored(centredX, centredY);
        }

        @Override
        public double form(DMatrixRMaj v) {
            return Draw.dot(CommonOps_DDRM.multTransA(x, v, null), CommonOps_DDRM.multTransA(y, v, null));
        }

        @Override
        public void addTo(DMatrixRMaj sum) {
            CommonOps_DDRM.multAddTransB(x, y, sum);
        }
    }
}
