package io.ntk.spark;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.estimators.Estimators;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.runtime.cluster.SweepVerb;
import io.ntk.runtime.model.ModelFiles;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What a sweep computes of each row: the numbers of one verb, from the columns that are named after its options. */
interface SweepQuantity {
    /** {@return the quantity of a verb} */
    static SweepQuantity of(SweepVerb verb) {
        return switch (verb) {
            case ALIGN -> new SweptAlignment();
            case TRACE -> new SweptTrace();
            case SPECTRUM -> new SweptSpectrum();
            case FLOW -> new SweptFlow();
        };
    }

    /** {@return the columns of a table that name checkpoints, all of which are required} */
    List<String> checkpoints();

    /** {@return the columns of a table that name other files, all of which are required} */
    default List<String> otherFiles() {
        return List.of();
    }

    /** {@return the columns of a table that this verb takes besides those of all} */
    List<String> options();

    /** {@return the columns of the results that hold its numbers, {@code value} first} */
    List<String> results();

    /** What computing a row needs; {@code memoryLimit} bounds what an estimator holds, in bytes. */
    record Means(
            AutodiffBackend backend,
            long memoryLimit,
            Estimators estimators,
            ModelFiles models,
            Function<String, ArrayReference> files) {}

    /**
     * {@return the fields of {@link #results()}}
     *
     * @throws io.ntk.api.NtkException if the row or its files are wrong
     */
    List<String> compute(SweepRow row, Means means);

    /** {@return the columns that a table must have} */
    default List<String> required() {
        return Stream.of(checkpoints(), List.of(SweepRow.INPUTS, SweepRow.CELL), otherFiles())
                .flatMap(List::stream)
                .toList();
    }

    /** {@return the columns that a table may have} */
    default List<String> columns() {
        return Stream.of(checkpoints(), SweepRow.COLUMNS, otherFiles(), options())
                .flatMap(List::stream)
                .toList();
    }
}
