package io.ntk.runtime.cluster;

import io.ntk.api.Precision;
import io.ntk.api.spi.BackendOptions;
import java.nio.file.Path;

/**
 * A sweep table to run: each row describes one number, or the numbers of one spectrum.
 *
 * @param verb what is computed of each row
 * @param table a CSV file with a header; docs/command-line.md lists its columns
 * @param results the CSV file of estimates, created if it does not exist; rows of the table that it already holds are
 *     not computed again
 * @param backend the id of the backend that each machine uses
 * @param options the options of that backend
 * @param precision the precision of rows that name none
 */
public record Sweep(
        SweepVerb verb, Path table, Path results, String backend, BackendOptions options, Precision precision) {}
