package io.ntk.backend.nd4j;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.autodiff.samediff.internal.memory.AbstractMemoryMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What runs a graph, and gives the memory of its intermediate results back as soon as the call ends. SameDiff's own
 * sessions keep them for the next call, and when dropped leave them to the garbage collector, which sees small objects
 * only and may not come for hundreds of megabytes.
 *
 * <p>A session serves every call of its graph, since it holds a native context for each operation that nothing but the
 * garbage collector frees.
 */
final class SameDiffSession extends InferenceSession {
    private final CallMemory memory = new CallMemory();

    /** What was asked for last, and which variables and operations that needs: SameDiff works it out at every call. */
    private Set<String> wanted = Set.of();

    private Set<String> wantedVariables = Set.of();
    private Set<String> wantedOperations = Set.of();

    SameDiffSession(SameDiff graph) {
        super(graph);
        setMmgr(memory);
    }

    @Override
    protected void initSubgraph(Set<String> variables) {
        if (!variables.equals(wanted)) {
            super.initSubgraph(variables);
            wanted = Set.copyOf(variables);
            wantedVariables = Set.copyOf(subgraph);
            wantedOperations = Set.copyOf(subgraphOps);
            return;
        }
        subgraph.addAll(wantedVariables);
        subgraphOps.addAll(wantedOperations);
    }

    /**
     * Frees what the last call made.
     *
     * @param results what of it stays; its reader closes it
     */
    void endCall(Iterable<INDArray> results) {
        memory.freeAllBut(results);
        getNodeValueOutputs().clear();
        getArrayUseTracker().clear();
        // Identities of arrays that no longer exist: it only ever grows.
        freedArrays.clear();
    }

    /** Arrays made during a call. */
    private static final class CallMemory extends AbstractMemoryMgr {
        private final Set<INDArray> open = Collections.newSetFromMap(new IdentityHashMap<>());

        @Override
        public INDArray allocate(boolean detached, DataType type, long... shape) {
            return opened(Nd4j.createUninitialized(type, shape));
        }

        @Override
        public INDArray allocate(boolean detached, LongShapeDescriptor descriptor) {
            return opened(Nd4j.create(descriptor, false));
        }

        private INDArray opened(INDArray array) {
            open.add(array);
            return array;
        }

        @Override
        public void release(INDArray array) {
            if (open.remove(array)) {
                closeOnce(array);
            }
        }

        void freeAllBut(Iterable<INDArray> results) {
            results.forEach(open::remove);
            close();
        }

        @Override
        public void close() {
            open.forEach(CallMemory::closeOnce);
            open.clear();
        }

        private static void closeOnce(INDArray array) {
            if (array.closeable() && !array.wasClosed()) {
                array.close();
            }
        }
    }
}
