package io.ntk.backend.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.Elementary;
import java.util.List;

/** The vocabulary of cells on PyTorch arrays {@code [rows, width]}. */
final class DjlCellMath implements CellMath<NDArray> {
    private final DjlEngine engine;
    private final NDArray time;

    /**
     * For one step, or for several whose rows are stacked; {@code time} {@code [rows, 1]} is the index of each row's
     * step.
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

    /** PyTorch's own operations, whose derivatives autograd knows. */
    @Override
    public NDArray apply(Elementary f, NDArray a) {
        return switch (f) {
            case TANH -> a.tanh();
            case SIGMOID -> Activation.sigmoid(a);
            case RELU -> Activation.relu(a);
            case SOFTPLUS -> engine.autograd().softplus(a);
            case EXP -> a.exp();
            case LOG -> a.log();
            case SQRT -> a.sqrt();
            case ABS -> a.abs();
            case SIN -> a.sin();
            case COS -> a.cos();
            case RECIPROCAL -> engine.scalar(1).div(a);
            // A comparison would have no derivative, whereas that of the sign is zero.
            case STEP -> Activation.relu(a.sign());
            case TANH_SLOPE -> engine.scalar(1).sub(a.mul(a));
            case SIGMOID_SLOPE -> a.sub(a.mul(a));
        };
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
