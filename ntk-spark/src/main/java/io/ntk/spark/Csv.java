package io.ntk.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Comma-separated values as RFC 4180 has them: fields may be quoted, and a quoted field may hold anything. */
final class Csv {
    private Csv() {}

    /**
     * A file's complete lines, of fields.
     *
     * @param records the records
     * @param complete the number of characters up to the end of the last record that ends with a line break
     */
    record Parsed(List<List<String>> records, int complete) {}

    /** {@return the records; empty lines are none} */
    static Parsed parse(String text) {
        List<List<String>> records = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        int complete = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c != '"') {
                    field.append(c);
                } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    field.append('"');
                    i++;
                } else {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == ',') {
                end(fields, field);
            } else if (c == '\n') {
                end(fields, field);
                add(records, fields);
                complete = i + 1;
            } else if (c != '\r') {
                field.append(c);
            }
        }
        if (field.length() > 0 || !fields.isEmpty()) {
            end(fields, field);
            add(records, fields);
        }
        return new Parsed(records, complete);
    }

    private static void end(List<String> fields, StringBuilder field) {
        fields.add(field.toString());
        field.setLength(0);
    }

    private static void add(List<List<String>> records, List<String> fields) {
        if (fields.size() > 1 || !fields.get(0).isEmpty()) {
            records.add(List.copyOf(fields));
        }
        fields.clear();
    }

    /** {@return a record with its line break} */
    static String line(List<String> fields) {
        return fields.stream().map(Csv::field).collect(Collectors.joining(",")) + "\n";
    }

    private static String field(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
