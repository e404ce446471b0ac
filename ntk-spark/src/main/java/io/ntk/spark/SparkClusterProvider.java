package io.ntk.spark;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.runtime.cluster.Cluster;
import io.ntk.runtime.cluster.ClusterProvider;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Connects to Apache Spark. Spark's own properties configure everything beyond the master, such as
 * {@code -Dspark.executor.memory=8g}.
 */
public final class SparkClusterProvider implements ClusterProvider {
    /** The property that names the folder of Spark's own jars, which executors already have. */
    private static final String SPARK_JARS = "ntk.spark.jars";

    /** For {@link java.util.ServiceLoader}. */
    public SparkClusterProvider() {}

    @Override
    public Cluster connect(String master) {
        boolean local = master.equals("local") || master.startsWith("local[");
        if (!local && !master.contains("://") && !master.equals("yarn")) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Cluster '" + master + "' is not a master of Spark.",
                    "Give local[2] for two threads of this process, or spark://host:7077.");
        }
        SparkConf conf = new SparkConf().setMaster(master).setAppName("ntk");
        conf.setIfMissing("spark.ui.enabled", "false");
        // Results are sums of few arrays, whose size the operators bound.
        conf.setIfMissing("spark.driver.maxResultSize", "0");
        LocalFolders folders = LocalFolders.of(conf);
        if (local) {
            // Its two ports are open to every user of this machine, and Spark makes objects of what arrives there.
            // The secret is Spark's own, made for this run.
            conf.setIfMissing("spark.authenticate", "true");
            conf.setIfMissing("spark.network.crypto.enabled", "true");
            conf.setIfMissing("spark.driver.host", "localhost");
            conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
        } else {
            conf.setIfMissing("spark.jars", String.join(",", ownJars()));
            if (!conf.contains("spark.executor.extraJavaOptions")) {
                // G1, Java's default, rounds arrays of more than half a region up to whole regions, so columns of
                // shards would need up to twice their size. Java refuses to start with two collectors, so the user's
                // options replace ours.
                conf.setIfMissing("spark.executor.defaultJavaOptions", "-XX:+UseParallelGC");
            }
        }
        try {
            JavaSparkContext context = StandaloneMaster.isNamedBy(master)
                    ? new StandaloneMaster(master).register(() -> new JavaSparkContext(conf))
                    : new JavaSparkContext(conf);
            return new SparkCluster(new SparkJobs(context), folders);
        } catch (NtkException e) {
            folders.close();
            throw e;
        } catch (Exception e) {
            folders.close();
            // Spark throws checked exceptions that it does not declare.
            throw new NtkException(
                    ErrorId.BACKEND_UNAVAILABLE,
                    "Spark did not start at '" + master + "': "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString()) + ".",
                    "Check that the master is running and that this machine can reach it.",
                    e);
        }
    }

    /** {@return the jars of the class path that are not Spark's} Executors fetch them from the driver. */
    private static List<String> ownJars() {
        String sparkJars = System.getProperty(SPARK_JARS, "");
        List<String> jars = new ArrayList<>();
        if (sparkJars.isEmpty()) {
            return jars;
        }
        Path folder = Path.of(sparkJars).toAbsolutePath();
        for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
            Path jar = Path.of(entry).toAbsolutePath();
            boolean own = entry.endsWith(".jar") && Files.isRegularFile(jar) && !folder.equals(jar.getParent());
            if (own) {
                jars.add(jar.toUri().toString());
            }
        }
        return jars;
    }
}
