package io.ntk.spark;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.runtime.cluster.Cluster;
import io.ntk.runtime.cluster.Sweep;
import io.ntk.runtime.cluster.SweepOutcome;
import java.util.OptionalInt;
import java.util.UUID;

/** A cluster of Apache Spark. */
final class SparkCluster implements Cluster {
    private final SparkJobs jobs;
    private final LocalFolders folders;
    private final RemoteFiles files = new RemoteFiles();

    /** On a started Spark, with the folders of its blocks. */
    SparkCluster(SparkJobs jobs, LocalFolders folders) {
        this.jobs = jobs;
        this.folders = folders;
    }

    @Override
    public AutodiffBackend backend(BackendProvider engine, BackendOptions options, OptionalInt partitions) {
        if (partitions.isPresent() && partitions.getAsInt() < 1) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The number of partitions is " + partitions.getAsInt() + ".",
                    "Give at least 1; there are never more partitions than trials.");
        }
        return new SparkBackend(jobs, engine, options, partitions);
    }

    @Override
    public ArrayReference fetch(String reference) {
        return files.fetch(reference);
    }

    @Override
    public SweepOutcome sweep(Sweep sweep) {
        EngineSpecification engine =
                EngineSpecification.of(UUID.randomUUID().toString(), sweep.backend(), sweep.options());
        try {
            return new SweepRun(sweep.verb(), jobs, engine, sweep.precision()).run(sweep.table(), sweep.results());
        } finally {
            ProcessState.get().closeSession(engine.session());
        }
    }

    @Override
    public void close() {
        files.close();
        jobs.context().close();
        folders.close();
    }
}
