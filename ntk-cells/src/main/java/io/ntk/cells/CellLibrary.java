package io.ntk.cells;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Equation files: those that come with ntk, and those of the user. */
public final class CellLibrary {
    /** How the name of an equation file ends. */
    public static final String SUFFIX = ".cell";

    private static final int MAX_BYTES = 1 << 18;

    private CellLibrary() {}

    /** {@return the cells that come with ntk, the built-in ones among them; only the headings are read} */
    public static List<EquationProvider> shipped() {
        return resource("index").lines().map(CellLibrary::shipped).toList();
    }

    /** Takes a line of the index, which is the heading of a file. */
    private static EquationProvider shipped(String heading) {
        String file = heading.split("[ ,]+", 3)[1] + SUFFIX;
        return new EquationProvider(file, heading, () -> resource(file), Map.of());
    }

    /**
     * {@return the equation file of a cell that comes with ntk, if it is one}
     *
     * @param name the name of the cell
     */
    public static Optional<EquationProvider> find(String name) {
        return shipped().stream().filter(cell -> cell.name().equals(name)).findFirst();
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
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new NtkException(
                        ErrorId.FILE_FORMAT,
                        "Equation file '" + file + "' is longer than " + MAX_BYTES + " bytes.",
                        "Keep the equations of a cell shorter.");
            }
            return new EquationProvider(file.toString(), new String(bytes, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            throw new NtkException(
                    ErrorId.FILE_NOT_FOUND,
                    "Equation file '" + file + "' does not exist.",
                    "Check the path, or name a cell that 'ntk cells' lists.",
                    e);
        } catch (IOException e) {
            throw new NtkException(
                    ErrorId.FILE_UNREADABLE,
                    "Equation file '" + file + "' cannot be read.",
                    "Check its permissions.",
                    e);
        }
    }

    /**
     * {@return the cells of a folder; none if it does not exist}
     *
     * @param folder the folder
     */
    public static List<Path> files(Path folder) {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> entries = Files.list(folder)) {
                entries.filter(file -> file.toString().endsWith(SUFFIX))
                        .sorted()
                        .forEach(files::add);
            } catch (IOException e) {
                throw new NtkException(
                        ErrorId.FILE_UNREADABLE,
                        "Folder '" + folder + "' cannot be read.",
                        "Check its permissions.",
                        e);
            }
        }
        return files;
    }
}
