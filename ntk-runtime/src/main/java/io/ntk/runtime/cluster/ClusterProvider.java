package io.ntk.runtime.cluster;

/**
 * Connects to clusters of one kind, found through {@link java.util.ServiceLoader}. Its constructor must be cheap; it may be
 * on the class path of commands that use no cluster.
 */
public interface ClusterProvider {
    /**
     * Connects.
     *
     * @param master where the cluster is, as its kind writes it, such as {@code local[2]} or {@code spark://host:7077}
     * @return the cluster; the caller closes it
     * @throws io.ntk.api.NtkException {@code INVALID_ARGUMENT} for a master that cannot be understood,
     *     {@code BACKEND_UNAVAILABLE} if it cannot be reached
     */
    Cluster connect(String master);
}
