package io.ntk.backend.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import io.ntk.api.Precision;
import io.ntk.api.linalg.MultiVectors;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.Uses;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.TreeSet;

/** What one backend holds of PyTorch: a device, the manager of its arrays, and autograd. */
final class DjlEngine implements AutoCloseable {
    private static final int STAGING_BYTES = 1 << 20;

    private final Settings settings;
    private final String description;
    private final NDManager manager;
    private final Autograd autograd;

    /** Numbers on their way to the device: direct buffers made for each array would pile up until the next collection. */
    private final ThreadLocal<ByteBuffer> staging = ThreadLocal.withInitial(
            () -> ByteBuffer.allocateDirect(STAGING_BYTES).order(ByteOrder.nativeOrder()));

    private final Uses uses;

    DjlEngine(Settings settings) {
        Engine torch = Torch.engine();
        FreedMemory.keepWithin(settings.options().memoryLimit());
        this.settings = settings;
        this.description = "PyTorch " + torch.getVersion() + " by DJL " + Engine.getDjlVersion() + " ("
                + String.join(", ", new TreeSet<>(JniUtils.getFeatures())) + ")";
        this.manager = torch.newBaseManager(settings.device());
        this.autograd = new Autograd(manager);
        // The manager frees every array that it has made, whoever is using it.
        this.uses = new Uses(() -> {
            autograd.close();
            manager.close();
        });
    }

    String description() {
        return description;
    }

    Device device() {
        return settings.device();
    }

    BackendOptions options() {
        return settings.options();
    }

    Settings.Derivatives derivatives() {
        return settings.derivatives();
    }

    Autograd autograd() {
        return autograd;
    }

    void requireOpen() {
        if (uses.isClosed()) {
            throw MultiVectors.closed("backend");
        }
    }

    static DataType type(Precision precision) {
        return precision == Precision.FLOAT32 ? DataType.FLOAT32 : DataType.FLOAT64;
    }

    NDArray zeros(Precision precision, long... shape) {
        return manager.zeros(new Shape(shape), type(precision));
    }

    NDArray ones(Precision precision, long... shape) {
        return manager.ones(new Shape(shape), type(precision));
    }

    NDArray uninitialized(Precision precision, long... shape) {
        return manager.create(new Shape(shape), type(precision));
    }

    /** {@return an array of those row-major numbers, rounded to the precision, in memory of PyTorch's own} */
    NDArray upload(Precision precision, double[] values, long... shape) {
        return upload(precision, values.length, shape, (from, count, buffer) -> {
            if (precision == Precision.FLOAT64) {
                buffer.asDoubleBuffer().put(values, from, count);
            } else {
                FloatBuffer narrowed = buffer.asFloatBuffer();
                for (int i = 0; i < count; i++) {
                    narrowed.put(i, (float) values[from + i]);
                }
            }
        });
    }

    /** {@return the same for numbers in float32} */
    NDArray upload(float[] values, long... shape) {
        return upload(
                Precision.FLOAT32,
                values.length,
                shape,
                (from, count, buffer) -> buffer.asFloatBuffer().put(values, from, count));
    }

    /** {@return an array of indices} */
    NDArray indices(long[] indices) {
        return manager.create(indices);
    }

    private interface Source {
        void put(int from, int count, ByteBuffer buffer);
    }

    private NDArray upload(Precision precision, int length, long[] shape, Source source) {
        NDArray array = uninitialized(precision, length);
        int bytes = precision.bytes();
        ByteBuffer buffer = staging.get();
        int atATime = buffer.capacity() / bytes;
        for (int from = 0; from < length; from += atATime) {
            int count = Math.min(atATime, length - from);
            source.put(from, count, buffer);
            ByteBuffer filled = buffer.slice(0, count * bytes).order(ByteOrder.nativeOrder());
            // On a CPU this wraps the buffer.
            try (NDArray wrapper = manager.create(filled, new Shape(count), type(precision))) {
                array.set(new NDIndex("{}:{}", from, from + count), wrapper);
            }
        }
        return array.reshape(new Shape(shape));
    }

    /**
     * {@return a number, which takes on the precision of the array that it meets}
     *
     * <p>DJL's operations with a {@code Number} must not be recorded: on a CPU they wrap the memory of a Java buffer, which is
     * freed while the graph, which saved the number for its backward pass, still reads it.
     */
    NDArray scalar(double value) {
        return upload(Precision.FLOAT64, new double[] {value});
    }

    /** {@return a copy of an array, row-major whatever the strides of the array are} */
    NDArray duplicateContiguous(NDArray array) {
        NDArray copy = manager.create(array.getShape(), array.getDataType());
        copy.set(new NDIndex("..."), array);
        return copy;
    }

    /**
     * {@return arrays joined along an axis; of one array, itself, where DJL's own function returns a copy that autograd does
     * not follow}
     */
    static NDArray concat(List<NDArray> arrays, int axis) {
        return arrays.size() == 1 ? arrays.get(0) : NDArrays.concat(new NDList(arrays), axis);
    }

    /** {@return the elements of an array of either precision, row-major} */
    static double[] download(NDArray array) {
        if (array.getDataType() == DataType.FLOAT64) {
            return array.toDoubleArray();
        }
        float[] narrow = array.toFloatArray();
        double[] values = new double[narrow.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = narrow[i];
        }
        return values;
    }

    /** Keeps every array until {@link #endUse}, even if the engine is closed meanwhile. */
    void beginUse() {
        if (!uses.begin()) {
            throw MultiVectors.closed("backend");
        }
    }

    void endUse() {
        uses.end();
    }

    @Override
    public void close() {
        uses.close();
    }
}
