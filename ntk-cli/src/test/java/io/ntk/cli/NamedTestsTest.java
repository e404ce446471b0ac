package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
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
            "`(?<type>[A-Z]\\w*(?:Test|Contract))(?:\\.(?<method>\\w+))?`|(?<=`[,:] )`(?<further>[a-z]\\w*[A-Z]\\w*)`");

    private static List<Path> files(Path folder, int depth, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }

    /** The text of each class of the project by its name. */
    private static Map<String, String> classes() throws IOException {
        Map<String, String> classes = new HashMap<>();
        try (DirectoryStream<Path> modules =
                Files.newDirectoryStream(ROOT, folder -> Files.isDirectory(folder.resolve("src")))) {
            for (Path module : modules) {
                for (Path file : files(module.resolve("src"), Integer.MAX_VALUE, ".java")) {
                    String name = file.getFileName().toString().replace(".java", "");
                    classes.merge(name, Files.readString(file), String::concat);
                }
            }
        }
        return classes;
    }

    /** What a line names: classes, and methods behind the class that they are of. */
    private static List<String> named(String line) {
        List<String> names = new ArrayList<>();
        String type = "";
        Matcher named = NAMED.matcher(line);
        while (named.find()) {
            if (named.group("type") != null) {
                type = named.group("type");
                names.add(type);
            }
            String method = named.group("method") == null ? named.group("further") : named.group("method");
            if (method != null && !type.isEmpty()) {
                names.add(type + "." + method);
            }
        }
        return names;
    }

    private static boolean exists(String name, Map<String, String> classes) {
        String[] parts = name.split("\\.", -1);
        String text = classes.getOrDefault(parts[0], "");
        return parts.length == 1 ? !text.isEmpty() : text.contains("void " + parts[1] + "(");
    }

    @Test
    void exist() throws IOException {
        Map<String, String> classes = classes();
        List<Path> pages = new ArrayList<>(files(ROOT, 1, ".md"));
        pages.addAll(files(ROOT.resolve("docs"), 1, ".md"));
        List<String> names = new ArrayList<>();
        for (Path page : pages) {
            for (String line : Files.readAllLines(page)) {
                names.addAll(named(line));
            }
        }
        assertThat(names).anyMatch(name -> name.contains("."));
        assertThat(names).allMatch(name -> exists(name, classes));
    }
}
