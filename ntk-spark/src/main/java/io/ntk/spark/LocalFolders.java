package io.ntk.spark;

import io.ntk.api.ErrorId;
import io.ntk.api.FailureReason;
import io.ntk.api.NtkException;
import io.ntk.api.spi.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;

/** The folders for blocks that do not fit into memory, which other users could read where Spark makes them. */
final class LocalFolders implements AutoCloseable {
    private static final String PROPERTY = "spark.local.dir";

    private static final String REMEDY =
            "Name other folders, separated by commas, by -D" + PROPERTY + "=FOLDER, in NTK_JAVA_OPTS.";

    private final List<TemporaryFolder> folders = new ArrayList<>();

    private LocalFolders() {}

    /**
     * Makes one in each of the folders that the user named, or in that of the system, and names them to Spark.
     *
     * @throws NtkException {@link ErrorId#FILE_UNWRITABLE} if one cannot be made
     */
    static LocalFolders of(SparkConf conf) {
        List<String> parents = Arrays.stream(conf.get(PROPERTY, "").split(",", -1))
                .map(String::strip)
                .filter(parent -> !parent.isEmpty())
                .toList();
        LocalFolders made =
                in(parents.isEmpty() ? List.of(TemporaryFolder.ofSystem().toString()) : parents);
        conf.set(
                PROPERTY,
                made.folders.stream().map(folder -> folder.path().toString()).collect(Collectors.joining(",")));
        return made;
    }

    /** Makes one in each folder, which is made if there is none. */
    static LocalFolders in(List<String> parents) {
        LocalFolders made = new LocalFolders();
        try {
            for (String parent : parents) {
                made.folders.add(privateFolder(parent));
            }
            return made;
        } catch (NtkException e) {
            made.close();
            throw e;
        }
    }

    private static TemporaryFolder privateFolder(String name) {
        try {
            Path parent = Path.of(name);
            // Java 17 makes no folders where a link to one is.
            if (!Files.isDirectory(parent)) {
                Files.createDirectories(parent);
            }
            return TemporaryFolder.in(parent, "ntk-spark-");
        } catch (IOException | InvalidPathException e) {
            throw new NtkException(
                    ErrorId.FILE_UNWRITABLE,
                    "Folder '" + name + "' cannot be made" + FailureReason.inParentheses(e) + ".",
                    REMEDY,
                    e);
        } catch (NtkException e) {
            throw new NtkException(e.id(), e.problem(), REMEDY, e);
        }
    }

    @Override
    public void close() {
        folders.forEach(TemporaryFolder::close);
    }
}
