package io.ntk.backend.djl;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.ntk.api.Precision;
import io.ntk.api.linalg.AbstractMultiVector;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.MultiVectors;
import io.ntk.api.random.ProbeDistribution;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;

/** One array {@code [steps, trials, k, width]} on the device. */
final class DjlMultiVector extends AbstractMultiVector<DjlVectorSpace, NDArray> {
    /** How many elements are worked on at a time where copies are needed: those copies should stay in the cache. */
    private static final long CHUNK = 1L << 20;

    private static final int COLUMN_AXIS = 2;

    /** Takes over an array of that shape. */
    DjlMultiVector(DjlVectorSpace space, NDArray storage) {
        super(space, Math.toIntExact(storage.getShape().get(COLUMN_AXIS)), storage);
    }

    /** {@return the array, which this block owns} */
    NDArray data() {
        return storage();
    }

    @Override
    protected NDArray storage() {
        NDArray open = super.storage();
        space().engine().requireOpen();
        return open;
    }

    /** {@return columns {@code from} to {@code to − 1} of an array {@code [steps, trials, k, width]}, without copying} */
    static NDArray columns(NDArray block, long from, long to) {
        return JniUtils.slice((PtNDArray) block, COLUMN_AXIS, from, to, 1);
    }

    private <R> R work(Supplier<R> task) {
        try (Frame frame = Frame.open(space().engine())) {
            return task.get();
        } catch (EngineException e) {
            throw Torch.translate(e);
        }
    }

    private void run(Runnable task) {
        work(() -> {
            task.run();
            return this;
        });
    }

    @Override
    public void fill(ProbeDistribution distribution, long seed, long first) {
        NDArray x = data();
        int width = space().width();
        int columnsAtATime = (int) Math.max(1, Math.min(columns(), CHUNK / width));
        int stepsAtATime = (int) Math.max(1, Math.min(space().steps(), CHUNK / ((long) columnsAtATime * width)));
        run(() -> {
            for (int at = 0; at < columns(); at += columnsAtATime) {
                int to = Math.min(columns(), at + columnsAtATime);
                for (int trial = 0; trial < space().trials(); trial++) {
                    for (int from = 0; from < space().steps(); from += stepsAtATime) {
                        int steps = Math.min(stepsAtATime, space().steps() - from);
                        long element = ((long) trial * space().steps() + from) * width;
                        try (Frame chunk = Frame.inner()) {
                            NDArray drawn = draw(distribution, seed, first + at, to - at, element, steps);
                            x.set(new NDIndex("{}:{}, {}, {}:{}", from, from + steps, trial, at, to), drawn);
                        }
                    }
                }
            }
        });
    }

    /** {@return consecutive steps of one trial of some probes, [steps, k, width]} */
    private NDArray draw(ProbeDistribution distribution, long seed, long probe, int k, long element, int steps) {
        int width = space().width();
        int count = steps * width;
        if (space().precision() == Precision.FLOAT32) {
            float[] drawn = new float[count];
            float[] chunk = new float[count * k];
            for (int j = 0; j < k; j++) {
                distribution.fill(seed, probe + j, element, drawn, 0, count);
                for (int t = 0; t < steps; t++) {
                    System.arraycopy(drawn, t * width, chunk, (t * k + j) * width, width);
                }
            }
            return space().engine().upload(chunk, steps, k, width);
        }
        double[] drawn = new double[count];
        double[] chunk = new double[count * k];
        for (int j = 0; j < k; j++) {
            distribution.fill(seed, probe + j, element, drawn, 0, count);
            for (int t = 0; t < steps; t++) {
                System.arraycopy(drawn, t * width, chunk, (t * k + j) * width, width);
            }
        }
        return space().engine().upload(Precision.FLOAT64, chunk, steps, k, width);
    }

    @Override
    public void setColumns(int at, MultiVector y) {
        NDArray x = data();
        NDArray source = storageOf(y);
        MultiVectors.requireRange(this, at, at + y.columns());
        run(() -> x.set(columnIndex(at, at + y.columns()), source));
    }

    private static NDIndex columnIndex(int from, int to) {
        return new NDIndex(":, :, {}:{}", from, to);
    }

    @Override
    public MultiVector copyColumns(int from, int to) {
        NDArray x = data();
        MultiVectors.requireRange(this, from, to);
        return work(() ->
                new DjlMultiVector(space(), Frame.keep(columns(x, from, to).duplicate())));
    }

    @Override
    public void scaleColumns(double[] factors) {
        NDArray x = data();
        MultiVectors.requireLength("array of column factors", factors.length, columns());
        run(() -> x.muli(space().engine().upload(space().precision(), factors, columns(), 1)));
    }

    @Override
    public void axpy(double alpha, MultiVector y) {
        NDArray x = data();
        NDArray source = storageOf(y);
        MultiVectors.requireColumns(this, y);
        run(() -> x.addi(source.mul(alpha)));
    }

    @Override
    public void update(double alpha, MultiVector y, DMatrixRMaj c, double beta) {
        NDArray data = data();
        NDArray other = storageOf(y);
        MultiVectors.requireCoefficients(this, y, c);
        double[] transposed = new double[columns() * y.columns()];
        for (int j = 0; j < columns(); j++) {
            for (int i = 0; i < y.columns(); i++) {
                transposed[j * y.columns() + i] = alpha * c.get(i, j);
            }
        }
        run(() -> {
            NDArray x = rows(data);
            NDArray source = rows(other);
            NDArray factor = space().engine().upload(space().precision(), transposed, columns(), y.columns());
            forEachChunk(Math.max(columns(), y.columns()), (from, to) -> {
                NDArray product = factor.matMul(slice(source, from, to));
                if (beta == 0) {
                    x.set(new NDIndex("{}:{}", from, to), product);
                } else {
                    slice(x, from, to).muli(beta).addi(product);
                }
            });
        });
    }

    @Override
    public DMatrixRMaj gram(MultiVector y) {
        NDArray data = data();
        NDArray otherData = storageOf(y);
        return work(() -> {
            NDArray x = rows(data);
            NDArray other = rows(otherData);
            NDArray gram = space().engine().zeros(Precision.FLOAT64, columns(), y.columns());
            forEachChunk(Math.max(columns(), y.columns()), (from, to) -> {
                NDArray left = wideColumns(slice(x, from, to));
                NDArray right = y == this ? left : wideColumns(slice(other, from, to));
                gram.addi(left.matMul(right.transpose()));
            });
            return new DMatrixRMaj(columns(), y.columns(), true, gram.toDoubleArray());
        });
    }

    /** {@return from [rows, k, width] the transposed columns, in float64: [k, rows · width]} */
    private static NDArray wideColumns(NDArray rows) {
        long k = rows.getShape().get(1);
        return rows.transpose(1, 0, 2).reshape(k, -1).toType(DataType.FLOAT64, false);
    }

    @Override
    public double[] dots(MultiVector y) {
        NDArray data = data();
        NDArray otherData = storageOf(y);
        MultiVectors.requireColumns(this, y);
        return work(() -> {
            NDArray x = rows(data);
            NDArray other = rows(otherData);
            NDArray dots = space().engine().zeros(Precision.FLOAT64, columns());
            forEachChunk(columns(), (from, to) -> {
                NDArray left = slice(x, from, to).toType(DataType.FLOAT64, false);
                NDArray right = y == this ? left : slice(other, from, to).toType(DataType.FLOAT64, false);
                dots.addi(left.mul(right).sum(new int[] {0, 2}));
            });
            return dots.toDoubleArray();
        });
    }

    @Override
    public void getColumn(int column, double[] out) {
        NDArray x = data();
        MultiVectors.requireRange(this, column, column + 1);
        MultiVectors.requireLength("output array", out.length, space().dimension());
        run(() -> {
            NDArray rowMajor = columns(x, column, column + 1).transpose(1, 0, 2, 3);
            double[] values = DjlEngine.download(space().engine().duplicateContiguous(rowMajor));
            System.arraycopy(values, 0, out, 0, out.length);
        });
    }

    @Override
    public void setColumn(int column, double[] values) {
        NDArray x = data();
        MultiVectors.requireRange(this, column, column + 1);
        MultiVectors.requireLength("column", values.length, space().dimension());
        run(() -> {
            NDArray rowMajor = space().engine()
                    .upload(space().precision(), values, space().trials(), space().steps(), 1, space().width());
            x.set(columnIndex(column, column + 1), rowMajor.transpose(1, 0, 2, 3));
        });
    }

    /** {@return a view [steps · trials, k, width]} */
    private static NDArray rows(NDArray block) {
        long[] shape = block.getShape().getShape();
        return block.reshape(shape[0] * shape[1], shape[2], shape[3]);
    }

    private static NDArray slice(NDArray rows, long from, long to) {
        return JniUtils.slice((PtNDArray) rows, 0, from, to, 1);
    }

    private interface Chunk {
        void work(long from, long to);
    }

    /** Processes the rows in chunks of at most {@link #CHUNK} elements in k columns. */
    private void forEachChunk(int k, Chunk task) {
        long rows = (long) space().steps() * space().trials();
        long atATime = Math.max(1, CHUNK / ((long) k * space().width()));
        for (long from = 0; from < rows; from += atATime) {
            try (Frame chunk = Frame.inner()) {
                task.work(from, Math.min(rows, from + atATime));
            }
        }
    }

    @Override
    protected void free(NDArray freed) {
        freed.close();
    }
}
