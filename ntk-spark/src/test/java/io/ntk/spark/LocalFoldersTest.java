package io.ntk.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFoldersTest {
    private static final String PROPERTY = "spark.local.dir";

    @TempDir
    private Path parent;

    @Test
    void eachFolderOfAListGetsAPrivateOne() {
        Path first = parent.resolve("new/first");
        Path second = parent.resolve("second");
        SparkConf conf = new SparkConf(false).set(PROPERTY, first + ", " + second + ",");
        LocalFolders folders = LocalFolders.of(conf);

        List<Path> named =
                Stream.of(conf.get(PROPERTY).split(",", -1)).map(Path::of).toList();
        assertThat(named).extracting(Path::getParent).containsExactly(first, second);
        assertThat(named).allSatisfy(folder -> assertThat(folder).isDirectory());
        folders.close();
        assertThat(first).isEmptyDirectory();
        assertThat(second).isEmptyDirectory();
    }

    @Test
    void oneThatCannotBeMadeIsRefusedAndLeavesNone() throws IOException {
        Path good = parent.resolve("good");
        Path file = Files.createFile(parent.resolve("file"));
        SparkConf conf = new SparkConf(false).set(PROPERTY, good + "," + file);

        NtkException refusal = catchThrowableOfType(NtkException.class, () -> LocalFolders.of(conf));
        assertThat(refusal.id()).isEqualTo(ErrorId.FILE_UNWRITABLE);
        assertThat(refusal.getMessage())
                .contains("'" + file + "' cannot be made (a file of that name stands where a folder is needed)")
                .contains("-Dspark.local.dir=FOLDER");
        assertThat(good).isEmptyDirectory();
    }
}
