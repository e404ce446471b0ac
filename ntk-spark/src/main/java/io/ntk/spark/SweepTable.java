package io.ntk.spark;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The content of a sweep table.
 *
 * @param columns the names in the header
 * @param rows the rows, each with a field for each column
 */
record SweepTable(List<String> columns, List<List<String>> rows) {
    /**
     * Reads a sweep table.
     *
     * @param file the file
     * @param quantity what is computed of each row, which decides the columns
     * @throws NtkException {@link ErrorId#FILE_NOT_FOUND}, {@link ErrorId#FILE_UNREADABLE}, {@link ErrorId#FILE_FORMAT}
     *     naming the column or the row that is wrong
     */
    static SweepTable read(Path file, SweepQuantity quantity) {
        String required = String.join(",", quantity.required());
        List<List<String>> records = Csv.records(file, Csv.text(file));
        if (records.isEmpty()) {
            throw Csv.wrong(file, "is empty", "Its first line names the columns: " + required + ".");
        }
        List<String> columns = records.get(0).stream().map(String::strip).toList();
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (!quantity.columns().contains(column)) {
                throw Csv.wrong(
                        file,
                        "has a column '" + column + "', which is not known",
                        ClosestName.remedy(column, quantity.columns()));
            }
            if (!seen.add(column)) {
                throw Csv.wrong(file, "has the column '" + column + "' twice", "Name every column once.");
            }
        }
        for (String column : quantity.required()) {
            if (!seen.contains(column)) {
                throw Csv.wrong(file, "has no column '" + column + "'", "Name at least " + required + ".");
            }
        }
        List<List<String>> rows = records.subList(1, records.size());
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).size() != columns.size()) {
                throw Csv.wrong(
                        file,
                        "has " + rows.get(i).size() + " fields in row " + (i + 1) + ", but " + columns.size()
                                + " columns",
                        "Give every row a field for each column; a field may be empty.");
            }
            for (int j = 0; j < columns.size(); j++) {
                if (rows.get(i).get(j).chars().anyMatch(c -> c == '\n' || c == '\r')) {
                    throw Csv.wrong(
                            file,
                            "has a line break inside '" + columns.get(j) + "' in row " + (i + 1),
                            "Write every row on one line.");
                }
            }
        }
        return new SweepTable(columns, rows);
    }
}
