package io.ntk.backend.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.ntk.api.cell.CellMath;
import java.util.List;

/** The vocabulary of cells on PyTorch arrays {@code [rows, width]}. */
final class DjlCellMath implements CellMath<NDArray> {
    private final DjlEngine engine;
    private final NDArray time;

    /**
     * For one step, or for several whose rows are stacked.
     *
     * @param engine for what DJL does not offer
     * @param time the index of each row's step, {@code [rows, 1]}
     */
    DjlCellMath(DjlEngine engine, NDArray time) {
        this.engine = engine;
        this.time = time;
    }

    @Override
    public int width(NDArray a) {
        return Math.toIntExact(a.getShape().get(1));
    }

    @Override
    public NDArray add(NDArray a, NDArray b) {
        return a.add(b);
    }

    @Override
    public NDArray subtract(NDArray a, NDArray b) {
        return a.sub(b);
    }

    @Override
    public NDArray multiply(NDArray a, NDArray b) {
        return a.mul(b);
    }

    @Override
    public NDArray divide(NDArray a, NDArray b) {
        return a.div(b);
    }

    @Override
    public NDArray scale(NDArray a, double factor) {
        return a.mul(engine.scalar(factor));
    }

    @Override
    public NDArray shift(NDArray a, double offset) {
        return a.add(engine.scalar(offset));
    }

    @Override
    public NDArray tanh(NDArray a) {
        return a.tanh();
    }

    @Override
    public NDArray sigmoid(NDArray a) {
        return Activation.sigmoid(a);
    }

    @Override
    public NDArray relu(NDArray a) {
        return Activation.relu(a);
    }

    @Override
    public NDArray softplus(NDArray a) {
        return engine.autograd().softplus(a);
    }

    @Override
    public NDArray exp(NDArray a) {
        return a.exp();
    }

    @Override
    public NDArray slice(NDArray a, int from, int to) {
        return JniUtils.slice((PtNDArray) a, 1, from, to, 1);
    }

    @Override
    public NDArray concat(List<NDArray> arrays) {
        return DjlEngine.concat(arrays, 1);
    }

    @Override
    public NDArray time() {
        return time;
    }
}
