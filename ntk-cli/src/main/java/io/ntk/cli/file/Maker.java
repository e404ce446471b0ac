package io.ntk.cli.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The verb that writes a file. A file says which verb made it, within its first or last bytes: a table by its columns, any
 * other by {@link #KEY} and the verb. A later run of the verb replaces such a file, an empty one, and no other unless
 * forced.
 *
 * @param verb its name
 * @param columns how the first line of its tables begins, one for each kind of table: names that no other program gives
 * @param forced whether it replaces any file
 */
public record Maker(String verb, List<String> columns, boolean forced) {
    /** What stands before the verb in a file that is no table. */
    public static final String KEY = "made_by";

    /** A page begins, and an archive ends, with less than this many bytes in which the mark stands. */
    private static final int MARKED_BYTES = 4096;

    /** Takes a copy of the list. */
    public Maker {
        columns = List.copyOf(columns);
    }

    /** {@return the verb as a file names it} */
    public String name() {
        return "ntk " + verb;
    }

    /** {@return the mark of an archive} */
    public String mark() {
        return KEY + " " + name();
    }

    /** {@return the mark as a comment of HTML and XML, with which a document may end} */
    public String comment() {
        return "<!-- " + mark() + " -->\n";
    }

    /** {@return whether this verb may write in the place of whatever is there} */
    boolean mayReplace(Path file) throws IOException {
        if (forced || !Files.isRegularFile(file) || Files.size(file) == 0) {
            return true;
        }
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            String first = text(bytes, 0);
            String last = text(bytes, bytes.length() - MARKED_BYTES);
            Pattern marked = Pattern.compile(KEY + "\\W{1,8}" + Pattern.quote(name()) + "(?!\\w)");
            boolean isTable = columns.stream().anyMatch(first::startsWith);
            return isTable
                    || marked.matcher(first).find()
                    || marked.matcher(last).find();
        }
    }

    private static String text(RandomAccessFile file, long from) throws IOException {
        byte[] bytes = new byte[MARKED_BYTES];
        file.seek(Math.max(0, from));
        int count = file.read(bytes);
        return new String(bytes, 0, Math.max(0, count), StandardCharsets.ISO_8859_1);
    }
}
