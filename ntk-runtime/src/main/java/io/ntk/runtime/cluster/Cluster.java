package io.ntk.runtime.cluster;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.io.arrays.ArrayReference;
import java.util.OptionalInt;

/** Many machines, or the processors of one machine, that share the work of one large problem or of many problems. */
public interface Cluster extends AutoCloseable {
    /**
     * Makes an engine that divides the trials of each problem among the machines.
     *
     * @param engine the backend that each machine uses for its own trials, which must be on its class path
     * @param options the options of each machine's engine
     * @param partitions the number of parts, at least 1, if the caller chooses it; there are never more parts than
     *     trials
     * @return the engine; the caller closes it before the cluster
     * @throws io.ntk.api.NtkException {@code INVALID_ARGUMENT} for fewer than 1 part
     */
    AutodiffBackend backend(BackendProvider engine, BackendOptions options, OptionalInt partitions);

    /**
     * Makes a file on any file system of the cluster available locally.
     *
     * @param reference {@code FILE[:NAME]}, where the file may be a URI such as {@code hdfs://host/a.npz}; without a
     *     scheme it is a local file
     * @return a reference to a local file; a copy is removed when the cluster is closed
     * @throws io.ntk.api.NtkException {@code FILE_NOT_FOUND} or {@code FILE_UNREADABLE} naming the URI
     */
    ArrayReference fetch(String reference);

    /**
     * Runs a sweep table: computes every row, and appends each result as soon as it is known.
     *
     * @param sweep the table and how to run it
     * @return the outcome
     * @throws io.ntk.api.NtkException {@code FILE_FORMAT} or {@code INVALID_ARGUMENT} for a malformed table,
     *     {@code FILE_UNWRITABLE} for results that cannot be written. A row that fails is recorded and does not throw
     */
    SweepOutcome sweep(Sweep sweep);

    /** Disconnects from the cluster. Closing twice is harmless. */
    @Override
    void close();
}
