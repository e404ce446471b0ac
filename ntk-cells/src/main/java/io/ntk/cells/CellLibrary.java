package io.ntk.cells;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Equation files: those that come with ntk, and those of the user. */
public final class CellLibrary {
    /** How the name of an equation file ends. */
    public static final String SUFFIX = ".cell";

    private static final Pattern FILE_NAME = Pattern.compile("([A-Za-z]\\w*)\\.cell");
    private static final Pattern SIBLING = Pattern.compile("[\\w. -]{1,60}\\.cell");
    private static final int MOST_SIBLINGS = 1000;
    private static final int MOST_NAMED = 20;
    private static final int MAX_BYTES = 1 << 18;

    private CellLibrary() {}

    /** {@return the cells that come with ntk; only the list of their names is read} */
    public static List<EquationProvider> shipped() {
        List<EquationProvider> cells = new ArrayList<>();
        for (String line : resource("index").split("\n", -1)) {
            if (!line.isEmpty()) {
                List<String> names = List.of(line.split(" ", -1));
                String file = names.get(0) + SUFFIX;
                cells.add(new EquationProvider(file, names, () -> resource(file), Map.of()));
            }
        }
        return cells;
    }

    private static String resource(String name) {
        try (InputStream stream = CellLibrary.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("ntk-cells lacks its resource " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads an equation file.
     *
     * @param file the file
     * @return its cell
     * @throws NtkException {@link ErrorId#FILE_NOT_FOUND}, {@link ErrorId#FILE_UNREADABLE}, {@link ErrorId#FILE_FORMAT} if
     *     it is too long or not text
     */
    public static EquationProvider read(Path file) {
        return new EquationProvider(file.toString(), text(file));
    }

    private static String text(Path file) {
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new NtkException(
                        ErrorId.FILE_FORMAT,
                        "Equation file '" + file + "' is longer than " + MAX_BYTES + " bytes.",
                        "Keep the equations of a cell shorter.");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw missing(file, e);
        } catch (IOException e) {
            throw new NtkException(
                    ErrorId.FILE_UNREADABLE,
                    "Equation file '" + file + "' cannot be read.",
                    "Check its permissions.",
                    e);
        }
    }

    private static NtkException missing(Path file, IOException cause) {
        Path folder = file.toAbsolutePath().getParent();
        boolean hasFolder = folder != null && Files.isDirectory(folder);
        List<String> others = folder == null ? List.of() : beside(folder);
        String wanted = String.valueOf(file.getFileName());
        String found = ClosestName.of(wanted, others)
                .map(name -> "Did you mean '" + file.resolveSibling(name) + "'? ")
                .orElse(others.isEmpty() ? "" : "The folder has " + String.join(", ", others) + ". ");
        return new NtkException(
                ErrorId.FILE_NOT_FOUND,
                "Equation file '" + file + "' does not exist" + (hasFolder ? "." : ", nor does its folder."),
                found + "Check the path, or name a cell that 'ntk cells' lists.",
                cause);
    }

    /** {@return some of the equation files of a folder, by names that can be shown} */
    private static List<String> beside(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.limit(MOST_SIBLINGS)
                    .map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> SIBLING.matcher(name).matches())
                    .sorted()
                    .limit(MOST_NAMED)
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    /**
     * {@return the cells of a folder by the paths of their files, none if it does not exist} No file is read: a cell is called
     * what its file is called, and its equations are refused if they have another name. Files whose names no cell could have,
     * such as those that editors keep beside the one being edited, are left out.
     *
     * @param folder the folder
     * @throws NtkException {@link ErrorId#FILE_UNREADABLE}
     */
    public static Map<Path, EquationProvider> folder(Path folder) {
        Map<Path, EquationProvider> cells = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                for (Path file : entries) {
                    Matcher name = FILE_NAME.matcher(String.valueOf(file.getFileName()));
                    if (name.matches()) {
                        cells.put(
                                file,
                                new EquationProvider(
                                        file.toString(), List.of(name.group(1)), () -> text(file), Map.of()));
                    }
                }
            } catch (DirectoryIteratorException e) {
                throw unreadable(folder, e);
            } catch (IOException e) {
                throw unreadable(folder, e);
            }
        }
        return cells;
    }

    private static NtkException unreadable(Path folder, Exception cause) {
        return new NtkException(
                ErrorId.FILE_UNREADABLE, "Folder '" + folder + "' cannot be read.", "Check its permissions.", cause);
    }
}
