package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that the documentation names, as what shows that a sentence is true, exist. */
class NamedTestsTest {
    private static final Path ROOT = Path.of("..");

    /** A class with or without a method, or a further method of the class before. */
    private static final Pattern NAMED = Pattern.compile(
            "`(?<type>[A-Z]\\w*(?:Test|Contract))(?:\\.(?<method>\\w+))?`|(?<=`, )`(?<further>[a-z]\\w*[A-Z]\\w*)`");

    private static List<Path> found(String folder, int depth, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve(folder), depth)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    /** The text of each class of the project by its name. */
    private static Map<String, String> classes() throws IOException {
        Map<String, String> classes = new HashMap<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.filter(folder -> Files.isDirectory(folder.resolve("src")))
                    .toList()) {
                for (Path file : found(module.getFileName() + "/src", Integer.MAX_VALUE, ".java")) {
                    String name = file.getFileName().toString().replace(".java", "");
                    classes.merge(name, Files.readString(file), String::concat);
                }
            }
        }
        return classes;
    }

    @Test
    void exist() throws IOException {
        Map<String, String> classes = classes();
        List<Path> pages = new ArrayList<>(found("docs", 1, ".md"));
        pages.addAll(found("", 1, ".md"));
        List<String> missing = new ArrayList<>();
        int methods = 0;
        for (Path page : pages) {
            for (String line : Files.readAllLines(page)) {
                String type = null;
                Matcher named = NAMED.matcher(line);
                while (named.find()) {
                    type = named.group("type") == null ? type : named.group("type");
                    String method = named.group("method") == null ? named.group("further") : named.group("method");
                    if (type == null) {
                        continue;
                    }
                    String text = classes.getOrDefault(type, "");
                    methods += method == null ? 0 : 1;
                    if (method == null ? text.isEmpty() : !text.contains(" " + method + "(")) {
                        missing.add(page.getFileName() + ": " + type + (method == null ? "" : "." + method));
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(methods).isPositive();
    }
}
