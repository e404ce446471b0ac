package io.ntk.backend.nd4j;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The graphs used last. Building one takes as long as hundreds of products at few steps, and seconds at a thousand;
 * linearizations of one model at other parameters share it.
 */
final class GraphCache implements AutoCloseable {
    /** Three derivatives in two forms of two models. */
    private static final int CAPACITY = 12;

    private final Map<GraphKey, SameDiffGraph> adjoints = new LeastRecentlyUsed();
    private final Map<GraphKey, SameDiffGraph> tangents = new LeastRecentlyUsed();

    /** {@return the graph of values with its gradient} */
    SameDiffGraph adjoint(GraphKey key) {
        return get(adjoints, key, SameDiffGraph::adjoint);
    }

    /** {@return the graph of pairs} */
    SameDiffGraph tangent(GraphKey key) {
        return get(tangents, key, SameDiffGraph::tangent);
    }

    private static SameDiffGraph get(
            Map<GraphKey, SameDiffGraph> graphs, GraphKey key, Function<GraphKey, SameDiffGraph> build) {
        SameDiffGraph graph = graphs.get(key);
        if (graph == null) {
            graph = build.apply(key);
            graphs.put(key, graph);
        }
        return graph;
    }

    @Override
    public void close() {
        adjoints.clear();
        tangents.clear();
    }

    /** Forgets the graph that was not used for longest. */
    private static final class LeastRecentlyUsed extends LinkedHashMap<GraphKey, SameDiffGraph> {
        LeastRecentlyUsed() {
            super(CAPACITY, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<GraphKey, SameDiffGraph> eldest) {
            return size() > CAPACITY / 2;
        }
    }
}
