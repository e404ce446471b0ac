package io.ntk.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** The only Spark that the test process can have, with two threads and no user interface. */
final class LocalSpark {
    private static final SparkJobs JOBS = new SparkJobs(new JavaSparkContext(new SparkConf()
            .setMaster("local[2]")
            .setAppName("ntk tests")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "localhost")
            .set("spark.driver.bindAddress", "127.0.0.1")));

    private LocalSpark() {}

    static SparkJobs jobs() {
        return JOBS;
    }
}
