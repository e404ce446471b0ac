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
import io.ntk.api.linalg.RowPlaces;
import io.ntk.api.random.ProbeDistribution;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
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
        long row = (long) columnsAtATime * width;
        int stepsAtATime = (int) Math.max(1, Math.min(space().steps(), CHUNK / row));
        int trialsAtATime = (int) Math.max(1, Math.min(space().trials(), CHUNK / (row * space().steps())));
        run(() -> {
            for (int at = 0; at < columns(); at += columnsAtATime) {
                int to = Math.min(columns(), at + columnsAtATime);
                Probes probes = new Probes(distribution, seed, first + at, to - at);
                for (int trial = 0; trial < space().trials(); trial += trialsAtATime) {
                    int endTrial = Math.min(space().trials(), trial + trialsAtATime);
                    for (int step = 0; step < space().steps(); step += stepsAtATime) {
                        int endStep = Math.min(space().steps(), step + stepsAtATime);
                        try (Frame chunk = Frame.inner()) {
                            NDArray drawn = draw(probes, trial, endTrial - trial, step, endStep - step);
                            x.set(new NDIndex("{}:{}, {}:{}, {}:{}", step, endStep, trial, endTrial, at, to), drawn);
                        }
                    }
                }
            }
        });
    }

    /** Consecutive probes of one seed. */
    private record Probes(ProbeDistribution distribution, long seed, long first, int count) {}

    /** {@return some steps of some trials of probes, [steps, trials, k, width]} */
    private NDArray draw(Probes probes, int firstTrial, int trials, int firstStep, int steps) {
        int width = space().width();
        int k = probes.count();
        int size = Math.multiplyExact(Math.multiplyExact(steps, trials), Math.multiplyExact(k, width));
        if (space().precision() == Precision.FLOAT32) {
            float[] drawn = new float[steps * width];
            float[] chunk = new float[size];
            forEachSequence(probes, firstTrial, trials, firstStep, (probe, element, b, j) -> {
                space().shape().draw(probes.distribution(), probes.seed(), probe, element, drawn, 0, drawn.length);
                for (int t = 0; t < steps; t++) {
                    System.arraycopy(drawn, t * width, chunk, ((t * trials + b) * k + j) * width, width);
                }
            });
            return space().engine().upload(chunk, steps, trials, k, width);
        }
        double[] drawn = new double[steps * width];
        double[] chunk = new double[size];
        forEachSequence(probes, firstTrial, trials, firstStep, (probe, element, b, j) -> {
            space().shape().draw(probes.distribution(), probes.seed(), probe, element, drawn, 0, drawn.length);
            for (int t = 0; t < steps; t++) {
                System.arraycopy(drawn, t * width, chunk, ((t * trials + b) * k + j) * width, width);
            }
        });
        return space().engine().upload(Precision.FLOAT64, chunk, steps, trials, k, width);
    }

    /** Draws the steps of one trial of one probe, which begin at an element of it, as trial b and column j of a chunk. */
    private interface Sequence {
        void draw(long probe, int element, int b, int j);
    }

    private void forEachSequence(Probes probes, int firstTrial, int trials, int firstStep, Sequence sequence) {
        for (int b = 0; b < trials; b++) {
            int element = Math.toIntExact(((long) (firstTrial + b) * space().steps() + firstStep) * space().width());
            for (int j = 0; j < probes.count(); j++) {
                sequence.draw(probes.first() + j, element, b, j);
            }
        }
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
        run(() -> {
            NDArray to = rows(x);
            NDArray from = rows(source);
            forEachPiece(columns(), piece -> piece.of(to).addi(piece.of(from).mul(alpha)));
        });
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
            forEachPiece(Math.max(columns(), y.columns()), piece -> {
                NDArray product = factor.matMul(piece.of(source));
                if (beta == 0) {
                    x.set(piece.index(), product);
                } else {
                    piece.of(x).muli(beta).addi(product);
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
            forEachPiece(Math.max(columns(), y.columns()), piece -> {
                NDArray left = wideColumns(piece.of(x));
                NDArray right = y == this ? left : wideColumns(piece.of(other));
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
            forEachPiece(columns(), piece -> {
                NDArray left = piece.of(x).toType(DataType.FLOAT64, false);
                NDArray right = y == this ? left : piece.of(other).toType(DataType.FLOAT64, false);
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

    @Override
    public void assemble(List<MultiVector> parts, List<RowPlaces> places) {
        NDArray x = data();
        run(() -> {
            NDArray to = rows(x);
            to.set(new NDIndex("..."), 0);
            for (int i = 0; i < parts.size(); i++) {
                DjlMultiVector part = (DjlMultiVector) parts.get(i);
                Placed placed = placed(part.space(), space(), places.get(i));
                for (RowPlaces.Run run : places.get(i).runs()) {
                    to.set(
                            elements(placed.whole(), run.whole(), run.length()),
                            rows(part.data()).get(elements(placed.part(), run.part(), run.length())));
                }
            }
        });
    }

    @Override
    public void extract(MultiVector whole, RowPlaces places) {
        NDArray x = data();
        DjlMultiVector from = (DjlMultiVector) whole;
        run(() -> {
            NDArray to = rows(x);
            to.set(new NDIndex("..."), 0);
            Placed placed = placed(space(), from.space(), places);
            for (RowPlaces.Run run : places.runs()) {
                to.set(
                        elements(placed.part(), run.part(), run.length()),
                        rows(from.data()).get(elements(placed.whole(), run.whole(), run.length())));
            }
        });
    }

    /** Rows {@code [steps · trials]} of a part and the rows of the whole that they are. */
    private record Placed(NDArray part, NDArray whole) {}

    private Placed placed(DjlVectorSpace part, DjlVectorSpace whole, RowPlaces places) {
        int[] placed = IntStream.range(0, places.rows())
                .filter(row -> places.place(row) >= 0)
                .toArray();
        return new Placed(
                space().engine()
                        .indices(Arrays.stream(placed)
                                .mapToLong(part::storageRow)
                                .toArray()),
                space().engine()
                        .indices(Arrays.stream(placed)
                                .mapToLong(row -> whole.storageRow(places.place(row)))
                                .toArray()));
    }

    private static NDIndex elements(NDArray rows, int from, int count) {
        return new NDIndex("{}, :, {}:{}", rows, from, from + count);
    }

    /** {@return a view [steps · trials, k, width]} */
    private static NDArray rows(NDArray block) {
        long[] shape = block.getShape().getShape();
        return block.reshape(shape[0] * shape[1], shape[2], shape[3]);
    }

    /** Some elements of some rows, of every column. */
    private record Piece(long firstRow, long endRow, long first, long end) {
        /** {@return a view of them} */
        NDArray of(NDArray rows) {
            NDArray some = JniUtils.slice((PtNDArray) rows, 0, firstRow, endRow, 1);
            boolean isWhole = first == 0 && end == rows.getShape().get(2);
            return isWhole ? some : JniUtils.slice((PtNDArray) some, 2, first, end, 1);
        }

        NDIndex index() {
            return new NDIndex("{}:{}, :, {}:{}", firstRow, endRow, first, end);
        }
    }

    /** Processes all rows in pieces of at most {@link #CHUNK} elements in k columns. A vector of parameters is a single row. */
    private void forEachPiece(int k, Consumer<Piece> task) {
        long rows = (long) space().steps() * space().trials();
        long width = space().width();
        long elements = Math.max(1, Math.min(width, CHUNK / k));
        long atATime = Math.max(1, CHUNK / (k * elements));
        for (long row = 0; row < rows; row += atATime) {
            for (long element = 0; element < width; element += elements) {
                try (Frame chunk = Frame.inner()) {
                    task.accept(new Piece(
                            row, Math.min(rows, row + atATime), element, Math.min(width, element + elements)));
                }
            }
        }
    }

    @Override
    protected void free(NDArray freed) {
        freed.close();
    }
}
