package io.ntk.backend.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of work on one thread: arrays created in it are freed at its end. PyTorch keeps whether it records for autograd,
 * and with how many threads it computes, for each thread; a frame sets both and puts the former back. The engine is not closed
 * before its frames are.
 */
final class Frame implements AutoCloseable {
    private final NDScope scope;
    private final boolean recordedBefore;
    private final @Nullable DjlEngine used;
    private final List<NDArray> passedOn = new ArrayList<>();

    private Frame(boolean record, @Nullable DjlEngine used) {
        this.used = used;
        this.recordedBefore = JniUtils.isGradMode();
        this.scope = new NDScope();
        if (record != recordedBefore) {
            JniUtils.setGradMode(record);
        }
    }

    /** {@return a frame of plain arithmetic} */
    static Frame open(DjlEngine engine) {
        return outer(engine, false);
    }

    /** {@return a frame whose operations autograd records} */
    static Frame recording(DjlEngine engine) {
        return outer(engine, true);
    }

    private static Frame outer(DjlEngine engine, boolean record) {
        engine.beginUse();
        JniUtils.setNumThreads(engine.options().threads());
        return new Frame(record, engine);
    }

    /** {@return a frame inside another, which computes as that one does} */
    static Frame inner() {
        return new Frame(JniUtils.isGradMode(), null);
    }

    /** {@return an array of this frame, which from now on lives until the enclosing frame closes} */
    NDArray passOn(NDArray array) {
        NDScope.unregister(array);
        passedOn.add(array);
        return array;
    }

    /** {@return an array of the innermost frame, which from now on lives until someone closes it} */
    static NDArray keep(NDArray array) {
        NDScope.unregister(array);
        return array;
    }

    @Override
    public void close() {
        scope.close();
        passedOn.forEach(NDScope::register);
        JniUtils.setGradMode(recordedBefore);
        if (used != null) {
            used.endUse();
        }
    }
}
