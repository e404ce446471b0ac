package io.ntk.tck.guide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The files that a page of the documentation lists: fenced blocks with a comment {@code File: path} at their top. */
final class Listings {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```\\w+\\R(.*?)^```$");
    /** An XML declaration may come first. */
    private static final Pattern NAME = Pattern.compile("\\A(?:<\\?xml.*\\R)?(?://|#|<!--) File: (\\S+)");

    private final Map<Path, String> files = new LinkedHashMap<>();

    /**
     * Reads a page.
     *
     * @param page a Markdown file
     */
    Listings(Path page) throws IOException {
        BLOCK.matcher(Files.readString(page))
                .results()
                .map(block -> block.group(1))
                .forEach(this::add);
    }

    private void add(String block) {
        NAME.matcher(block).results().map(MatchResult::group).findFirst().ifPresent(top -> {
            String name = top.substring(top.indexOf("File: ") + "File: ".length());
            if (files.putIfAbsent(Path.of(name), block) != null) {
                throw new IllegalStateException("The page lists " + name + " twice.");
            }
        });
    }

    /** Writes every file below a folder. */
    void writeTo(Path folder) throws IOException {
        for (Map.Entry<Path, String> file : files.entrySet()) {
            Path target = folder.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.writeString(target, file.getValue());
        }
    }

    /** {@return the paths below a folder that end in that, in the page's order} */
    List<Path> below(String folder, String ending) {
        Predicate<Path> wanted =
                path -> path.startsWith(folder) && path.toString().endsWith(ending);
        return files.keySet().stream().filter(wanted).toList();
    }
}
