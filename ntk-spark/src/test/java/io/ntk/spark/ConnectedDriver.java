package io.ntk.spark;

import io.ntk.api.NtkException;
import io.ntk.runtime.cluster.Cluster;
import java.io.IOException;

/** A driver of its own: connects to the master that is its argument, says so, and stays until its input ends. */
final class ConnectedDriver {
    private ConnectedDriver() {}

    public static void main(String[] arguments) throws IOException {
        try (Cluster cluster = new SparkClusterProvider().connect(arguments[0])) {
            System.out.println("connected " + cluster);
            while (System.in.read() >= 0) {
                // Waits.
            }
        } catch (NtkException e) {
            System.out.println("refused " + e.id() + " " + e.problem());
        }
        System.out.flush();
    }
}
