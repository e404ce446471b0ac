package io.ntk.cli.compare;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.cli.chart.HeatMap;
import io.ntk.estimators.alignment.AlignmentMatrix;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.Interval;
import io.ntk.runtime.arrays.ReplacedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The alignments of many models, in an order.
 *
 * @param names of the models, as they were given
 * @param matrix their alignments, likewise
 * @param order the numbers of the models in the order in which they are shown
 */
public record Comparison(List<String> names, AlignmentMatrix matrix, List<Integer> order) {
    /** Copies the lists. */
    public Comparison {
        names = List.copyOf(names);
        order = List.copyOf(order);
    }

    /**
     * {@return the models in the order in which they were given}
     *
     * @param names of the models
     * @param matrix their alignments
     */
    public static Comparison asGiven(List<String> names, AlignmentMatrix matrix) {
        return new Comparison(
                names, matrix, IntStream.range(0, names.size()).boxed().toList());
    }

    /**
     * {@return the models with like beside like: clustered by average linkage, one minus the alignment being the distance}
     *
     * @param names of the models
     * @param matrix their alignments
     */
    public static Comparison clustered(List<String> names, AlignmentMatrix matrix) {
        double[][] distances = matrix.values();
        for (double[] row : distances) {
            Arrays.setAll(row, j -> 1 - row[j]);
        }
        return new Comparison(names, matrix, AverageLinkage.order(distances));
    }

    /** {@return the names in the order shown} */
    public List<String> shownNames() {
        return order.stream().map(names::get).toList();
    }

    /**
     * {@return the alignment of two models by their places in the order shown}
     *
     * @param row one place
     * @param column another
     */
    public Estimate shown(int row, int column) {
        return matrix.at(order.get(row), order.get(column));
    }

    /** {@return the matrix as a picture, its colours from 0, or from the least alignment if that is negative, to 1} */
    public HeatMap picture() {
        double[][] values = new double[names.size()][names.size()];
        double least = 0;
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values.length; j++) {
                values[i][j] = shown(i, j).value();
                least = Math.min(least, values[i][j]);
            }
        }
        return new HeatMap("Alignment of " + names.size() + " models", shownNames(), shownNames(), values, least, 1);
    }

    /** {@return a line for every pair, each pair once, in the order shown; a header above them} */
    public String toCsv() {
        StringBuilder csv = new StringBuilder("model_a,model_b,alignment,standard_error,lower95,upper95\n");
        for (int i = 0; i < names.size(); i++) {
            for (int j = i; j < names.size(); j++) {
                Estimate estimate = shown(i, j);
                List<String> cells = List.of(
                        quoted(shownNames().get(i)),
                        quoted(shownNames().get(j)),
                        String.valueOf(estimate.value()),
                        estimate.standardError().isPresent()
                                ? String.valueOf(estimate.standardError().getAsDouble())
                                : "",
                        estimate.interval95()
                                .map(Interval::lower)
                                .map(String::valueOf)
                                .orElse(""),
                        estimate.interval95()
                                .map(Interval::upper)
                                .map(String::valueOf)
                                .orElse(""));
                csv.append(cells.stream().collect(Collectors.joining(",", "", "\n")));
            }
        }
        return csv.toString();
    }

    /** RFC 4180. */
    private static String quoted(String name) {
        boolean plain = name.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? name : "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /**
     * Writes {@link #toCsv}, first beside the file and then in its place.
     *
     * @param file its name
     * @throws NtkException {@link ErrorId#FILE_UNWRITABLE} if it cannot be written
     */
    public void writeCsv(Path file) {
        try {
            ReplacedFile.write(file, out -> out.write(toCsv().getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new NtkException(
                    ErrorId.FILE_UNWRITABLE,
                    "Table '" + file + "' cannot be written: " + e + ".",
                    "Check that its folder exists, may be written to and has space.",
                    e);
        }
    }
}
