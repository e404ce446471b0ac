package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.condition.OS.WINDOWS;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./ntk}, in a copy of the source tree whose Maven is a script that notes that it was called. */
@DisabledOnOs(WINDOWS)
class LauncherTest {
    /** The jars of the classes under test, which are packed once. */
    @TempDir
    private static Path packed;

    @TempDir
    private Path folder;

    private Path root;
    private Path tools;

    @BeforeEach
    void tree() throws IOException {
        root = Files.createDirectories(folder.resolve("a tree"));
        tools = Files.createDirectories(folder.resolve("tools"));
        Files.copy(Path.of("..", "ntk"), root.resolve("ntk"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        Files.createDirectories(root.resolve("ntk-cli/src/main/java"));
        Files.writeString(root.resolve("ntk-cli/pom.xml"), "<project/>");
        // The jars that Maven would make: one that has the classes under test, and links to what they need.
        script("mvn", """
                echo "$@" >>"%1$s/mvn.log"
                lib=$PWD/ntk-cli/target/dist/lib
                mkdir -p "$lib"
                i=0
                IFS=:
                for entry in $NTK_TEST_CLASSPATH; do
                  i=$((i+1))
                  jar=$entry
                  if [ -d "$entry" ]; then
                    jar=%3$s/$i.jar
                    [ -f "$jar" ] || (cd "$entry" && "%2$s/bin/jar" -J-XX:TieredStopAtLevel=1 c0f "$jar" .)
                  fi
                  ln "$jar" "$lib/$i.jar" 2>/dev/null || cp "$jar" "$lib/$i.jar"
                done
                """.formatted(folder, System.getProperty("java.home"), packed));
    }

    private void script(String name, String body) throws IOException {
        Path file = Files.writeString(tools.resolve(name), "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private record Result(String out, String err, int exitCode) {}

    private Result run(Map<String, String> environment, Path launcher, String... arguments)
            throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder process = new ProcessBuilder(launcher.toString());
        process.command().addAll(List.of(arguments));
        process.directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        process.environment().keySet().removeIf(name -> name.startsWith("NTK_"));
        process.environment().remove("JAVA_TOOL_OPTIONS");
        process.environment().put("NTK_TEST_CLASSPATH", System.getProperty("java.class.path"));
        process.environment().put("JAVA_HOME", System.getProperty("java.home"));
        process.environment().put("PATH", tools + ":/usr/bin:/bin");
        process.environment().putAll(environment);
        Process started = process.start();
        assertThat(started.waitFor(240, TimeUnit.SECONDS)).isTrue();
        return new Result(
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8),
                started.exitValue());
    }

    private int builds() throws IOException {
        return Files.readAllLines(folder.resolve("mvn.log")).size();
    }

    @Test
    void buildsOnFirstUseAndAfterAChangeOnly() throws Exception {
        Result first = run(Map.of(), root.resolve("ntk"), "--version");
        assertThat(first.out()).startsWith("ntk ");
        assertThat(first.err()).isEqualTo("ntk: building, which takes a minute or two the first time...\n");
        assertThat(first.exitCode()).isZero();
        assertThat(builds()).isEqualTo(1);
        assertThat(root.resolve("ntk-cli/target/dist/classes.jsa")).isNotEmptyFile();

        // Through a symbolic link, from another folder, with a space in the path.
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("a tree", "ntk"));
        Result second = run(Map.of("NTK_JAVA_OPTS", "-Dntk.backend=nativ"), link, "backends");
        assertThat(second.err()).isEmpty();
        assertThat(second.out()).contains("The configured backend, 'nativ', is not among them.");
        assertThat(builds()).isEqualTo(1);

        Path source = Files.writeString(root.resolve("ntk-cli/src/main/java/New.java"), "class New {}");
        Files.setLastModifiedTime(source, FileTime.fromMillis(System.currentTimeMillis() + 10_000));
        Result third = run(Map.of(), root.resolve("ntk"), "algin");
        assertThat(third.exitCode()).isEqualTo(2);
        assertThat(third.err()).contains("building", "error: Verb 'algin' is not known.");
        assertThat(builds()).isEqualTo(2);
    }

    /** As a batch system limits a job: Java would reserve a quarter of the machine for its heap, and 1 GiB for classes. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void startsWhereTheAddressSpaceIsLimited() throws Exception {
        run(Map.of(), root.resolve("ntk"), "--version");
        Files.delete(root.resolve("ntk-cli/target/dist/start"));
        script("limited", "ulimit -v 1200000\nexec \"$@\"\n");

        Result result =
                run(Map.of(), tools.resolve("limited"), root.resolve("ntk").toString(), "cells");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("rnn_tanh");
        assertThat(result.exitCode()).isZero();

        script("limited", "ulimit -v 600000\nexec \"$@\"\n");
        Result refused =
                run(Map.of(), tools.resolve("limited"), root.resolve("ntk").toString(), "cells");
        assertThat(refused.err())
                .startsWith("ntk: this process may map 585 MiB of memory, and Java needs at least 640;")
                .hasLineCount(1);
        assertThat(refused.exitCode()).isEqualTo(2);
    }

    @Test
    void refusesAJavaThatIsTooOld() throws Exception {
        Files.createDirectories(tools.resolve("jdk/bin"));
        script("jdk/bin/java", "echo '    java.specification.version = 11' >&2\n");

        Result result = run(Map.of("JAVA_HOME", tools.resolve("jdk").toString()), root.resolve("ntk"), "cells");

        assertThat(result.err())
                .isEqualTo("ntk: " + tools.resolve("jdk/bin/java") + " is Java 11, but 17 or newer is needed; set"
                        + " JAVA_HOME to such a JDK.\n");
        assertThat(result.exitCode()).isEqualTo(2);
    }

    @Test
    void refusesAJavaHomeWithoutJava() throws Exception {
        Result result = run(Map.of("JAVA_HOME", folder.toString()), root.resolve("ntk"), "cells");

        assertThat(result.err()).startsWith("ntk: JAVA_HOME is '" + folder + "', which has no bin/java;");
        assertThat(result.exitCode()).isEqualTo(2);
    }

    @Test
    void saysThatMavenIsMissing() throws Exception {
        Files.delete(tools.resolve("mvn"));
        // Only what the script itself needs, so that a Maven of the system is not found.
        for (String tool : List.of("bash", "env", "dirname", "readlink", "mkdir", "sed", "find", "flock", "sh")) {
            Path real = List.of("/usr/bin/", "/bin/").stream()
                    .map(place -> Path.of(place + tool))
                    .filter(Files::exists)
                    .findFirst()
                    .orElse(null);
            if (real != null) {
                Files.createSymbolicLink(tools.resolve(tool), real);
            }
        }

        Result result = run(Map.of("PATH", tools.toString()), root.resolve("ntk"), "cells");

        assertThat(result.err())
                .isEqualTo("ntk: Maven is needed to build ntk and was not found; install Maven 3.8 or newer.\n");
        assertThat(result.exitCode()).isEqualTo(2);
    }

    @Test
    void showsWhyABuildFailed() throws Exception {
        script("mvn", "echo '[INFO] fine'; echo '[ERROR] Broken.java:[3,4] it is broken'; exit 1\n");

        Result result = run(Map.of(), root.resolve("ntk"), "cells");

        assertThat(result.err())
                .contains("[ERROR] Broken.java:[3,4] it is broken\n")
                .contains("ntk: The build failed; all of it is in " + root.resolve("ntk-cli/target/build.log"))
                .doesNotContain("fine");
        assertThat(result.exitCode()).isEqualTo(2);
    }

    /** An unpacked archive whose Java says how it was called. */
    private Path archive() throws IOException {
        Path archive = Files.createDirectories(folder.resolve("an archive"));
        Files.copy(root.resolve("ntk"), archive.resolve("ntk"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createDirectories(archive.resolve("lib"));
        Files.writeString(archive.resolve("lib/ntk-cli.jar"), "");
        Files.createDirectories(tools.resolve("java/bin"));
        script("java/bin/java", """
                case $1 in
                  -XshowSettings*) echo '    java.specification.version = 17' >&2 ;;
                  *) echo "$@" ;;
                esac
                """);
        Files.move(tools.resolve("java"), archive.resolve("java"));
        return archive;
    }

    @Test
    void runsAnUnpackedArchiveOnTheJavaThatItBringsWithoutMaven() throws Exception {
        Path archive = archive();

        Result result = run(Map.of("JAVA_HOME", "/nowhere"), archive.resolve("ntk"), "version");

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).endsWith(" -cp " + archive + "/lib/ntk-cli.jar io.ntk.cli.Main version\n");
        assertThat(result.exitCode()).isZero();
        assertThat(folder.resolve("mvn.log")).doesNotExist();
        // What lets the next one start faster is made meanwhile.
        for (int i = 0; i < 600 && !Files.exists(archive.resolve("made/start")); i++) {
            Thread.sleep(100);
        }
        assertThat(archive.resolve("made/start")).isNotEmptyFile();
    }

    @Test
    void runsAnArchiveInAFolderThatCannotBeWritten() throws Exception {
        Path archive = archive();
        Files.writeString(archive.resolve("made"), "in the place of the folder");

        Result result = run(Map.of(), archive.resolve("ntk"), "sweep", "table.csv");

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("-XX:+UseSerialGC").endsWith("io.ntk.cli.Main sweep table.csv\n");
    }

    @Test
    void buildsNothingForWhoPressesTab() throws Exception {
        Result result = run(Map.of("NTK_COMPLETING", "1"), root.resolve("ntk"), "completion", "--values", "cells");

        assertThat(result.out() + result.err()).isEmpty();
        assertThat(folder.resolve("mvn.log")).doesNotExist();
    }
}
