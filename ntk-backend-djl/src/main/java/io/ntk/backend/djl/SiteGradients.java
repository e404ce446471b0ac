package io.ntk.backend.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.ParameterTensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The differentiated parameters of a sum of affine maps. The tangent of the sum is F [δW, δb]ᵀ, with features F = [x,
 * 1] side by side: one matrix product for all steps, trials and columns, and one for the transpose.
 */
final class SiteGradients implements AutoCloseable {
    private final NDArray features;
    private final int width;
    private final List<Slot> slots;

    /** The place of a tensor in the parameter vector, and its first column among the features. */
    private record Slot(ParameterTensor tensor, int from) {}

    private SiteGradients(NDArray features, int width, List<Slot> slots) {
        this.features = features;
        this.width = width;
        this.slots = slots;
    }

    /**
     * {@return the gradients of the parameters of a sum of that width, or null if none is differentiated; called within
     * a frame}
     */
    static @Nullable SiteGradients of(ModelArrays model, int width, List<TracedProgram.Site> sites) {
        ParameterLayout selected = model.problem().selectedLayout();
        List<NDArray> features = new ArrayList<>();
        List<Slot> slots = new ArrayList<>();
        int columns = 0;
        for (TracedProgram.Site site : sites) {
            String weight = site.weight();
            NDArray x = site.features();
            if (weight != null && x != null && selected.contains(weight)) {
                ParameterTensor tensor = selected.tensor(weight);
                slots.add(new Slot(tensor, columns));
                features.add(x);
                columns += tensor.columns();
            }
        }
        boolean biased = false;
        for (TracedProgram.Site site : sites) {
            String bias = site.bias();
            if (bias != null && selected.contains(bias)) {
                // One column of ones for all of them.
                slots.add(new Slot(selected.tensor(bias), columns));
                biased = true;
            }
        }
        if (biased) {
            long rows = (long) model.steps() * model.trials();
            features.add(model.engine().ones(model.problem().precision(), rows, 1));
        }
        return slots.isEmpty()
                ? null
                : new SiteGradients(Frame.keep(DjlEngine.concat(features, 1).duplicate()), width, slots);
    }

    int width() {
        return width;
    }

    /**
     * {@return the tangent of the sum, {@code [T · B, k · width]}, from tangents {@code [k, M]} of all differentiated
     * parameters}
     */
    NDArray change(NDArray u) {
        long k = u.getShape().get(0);
        long columns = features.getShape().get(1);
        NDArray delta = u.getManager().zeros(new Shape(k, width, columns), u.getDataType());
        for (Slot slot : slots) {
            NDArray tensor = slice(u, 1, slot.tensor.offset(), slot.tensor.size());
            slice(delta, 2, slot.from, slot.tensor.columns()).addi(tensor.reshape(k, width, slot.tensor.columns()));
        }
        return features.matMul(delta.reshape(k * width, columns).transpose());
    }

    /**
     * The transpose: accumulates in y {@code [k, M]} the gradients for cotangents {@code [T · B, k · width]} of the
     * sum.
     */
    void accumulate(NDArray cotangents, NDArray y) {
        long k = y.getShape().get(0);
        NDArray delta = cotangents
                .transpose()
                .matMul(features)
                .reshape(k, width, features.getShape().get(1));
        for (Slot slot : slots) {
            NDArray tensor = slice(delta, 2, slot.from, slot.tensor.columns());
            slice(y, 1, slot.tensor.offset(), slot.tensor.size()).addi(tensor.reshape(k, slot.tensor.size()));
        }
    }

    private static NDArray slice(NDArray array, int axis, long from, long length) {
        return JniUtils.slice((PtNDArray) array, axis, from, from + length, 1);
    }

    @Override
    public void close() {
        features.close();
    }
}
