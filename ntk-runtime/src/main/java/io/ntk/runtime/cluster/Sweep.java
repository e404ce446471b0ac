package io.ntk.runtime.cluster;

import io.ntk.api.Precision;
import io.ntk.api.spi.BackendOptions;
import java.nio.file.Path;

/**
 * Many alignments, told by a table.
 *
 * @param table a CSV file with a header; its columns are told in docs/command-line.md
 * @param results the CSV file of estimates, made if it does not exist; rows of the table that are there already are not
 *     computed again
 * @param backend the id of the backend that each machine uses
 * @param options for it
 * @param precision for rows that name none
 */
public record Sweep(Path table, Path results, String backend, BackendOptions options, Precision precision) {}
