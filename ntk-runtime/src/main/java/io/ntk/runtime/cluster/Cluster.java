package io.ntk.runtime.cluster;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.io.arrays.ArrayReference;
import java.util.OptionalInt;

/** Many machines, or the processors of one, that work on parts of a problem or on many problems. */
public interface Cluster extends AutoCloseable {
    /**
     * An engine that divides the trials of each problem among the machines.
     *
     * @param engine the backend that each machine uses for its own trials; must be on its class path
     * @param options for the engine of each machine
     * @param partitions into how many parts to divide, if that is decided: at least 1, and never more than there are
     *     trials
     * @return the engine; the caller closes it before the cluster
     * @throws io.ntk.api.NtkException {@code INVALID_ARGUMENT} for less than one part
     */
    AutodiffBackend backend(BackendProvider engine, BackendOptions options, OptionalInt partitions);

    /**
     * Makes a file of any file system of the cluster readable here.
     *
     * @param reference {@code FILE[:NAME]}, where the file may be a URI such as {@code hdfs://host/a.npz}; without a
     *     scheme it is a local file
     * @return the same with a local file; a copy is removed when the cluster is closed
     * @throws io.ntk.api.NtkException {@code FILE_NOT_FOUND} or {@code FILE_UNREADABLE} naming the URI
     */
    ArrayReference fetch(String reference);

    /**
     * Estimates the alignment of every row of a table, and appends a row to the results as soon as it is known.
     *
     * @param sweep what to do
     * @return how it went
     * @throws io.ntk.api.NtkException {@code FILE_FORMAT} or {@code INVALID_ARGUMENT} for a table that is not understood,
     *     {@code FILE_UNWRITABLE} for results that cannot be written. A row that fails does not throw
     */
    SweepOutcome sweep(Sweep sweep);

    /** Leaves the cluster. Closing twice is harmless. */
    @Override
    void close();
}
