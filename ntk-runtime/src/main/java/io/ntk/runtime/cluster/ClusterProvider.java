package io.ntk.runtime.cluster;

/**
 * Connects to clusters of one kind. Providers are found through {@link java.util.ServiceLoader}. The constructor must
 * be cheap, because commands that use no cluster call it too.
 */
public interface ClusterProvider {
    /**
     * Connects to a cluster.
     *
     * @param master the address of the cluster in the notation of its kind, such as {@code local[2]} or
     *     {@code spark://host:7077}
     * @return the cluster; the caller closes it
     * @throws io.ntk.api.NtkException {@code INVALID_ARGUMENT} for a malformed address, {@code BACKEND_UNAVAILABLE} if
     *     it cannot be reached
     */
    Cluster connect(String master);
}
