package io.ntk.runtime.provider;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.runtime.cluster.Cluster;
import io.ntk.runtime.cluster.ClusterProvider;
import java.util.List;
import java.util.stream.Collectors;

/** Connects to a cluster through the provider on the class path. */
public final class Clusters {
    private final List<Found<ClusterProvider>> found;

    private Clusters(List<Found<ClusterProvider>> found) {
        this.found = found;
    }

    /**
     * Finds the providers.
     *
     * @param loader the class loader of the providers
     * @return the clusters; no connection has been made
     * @throws NtkException {@link ErrorId#BROKEN_PROVIDER} if a provider cannot be used
     */
    public static Clusters find(ClassLoader loader) {
        return new Clusters(Discovery.find(ClusterProvider.class, loader));
    }

    /**
     * Connects to a cluster.
     *
     * @param master the address of the cluster
     * @return the cluster; the caller closes it
     * @throws NtkException {@link ErrorId#BACKEND_UNAVAILABLE} if no provider is on the class path,
     *     {@link ErrorId#DUPLICATE_PROVIDER} if several are; or as {@link ClusterProvider#connect}
     */
    public Cluster connect(String master) {
        if (found.isEmpty()) {
            throw new NtkException(
                    ErrorId.BACKEND_UNAVAILABLE,
                    "Cluster '" + master + "' was requested, but ntk-spark is not on the class path.",
                    "Start ntk from its full archive or its source tree, which add ntk-spark and Spark, or add both to the"
                            + " class path.");
        }
        if (found.size() > 1) {
            throw new NtkException(
                    ErrorId.DUPLICATE_PROVIDER,
                    "Several cluster providers are on the class path: in "
                            + found.stream().map(Found::jar).collect(Collectors.joining(" and ")) + ".",
                    "Take all but one off the class path.");
        }
        return found.get(0).provider().connect(master);
    }
}
