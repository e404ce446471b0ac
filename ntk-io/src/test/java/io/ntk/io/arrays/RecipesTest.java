package io.ntk.io.arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The lines of Python in messages do what they are for. Each is parsed where there is a Python, and run on such a file where
 * there are the packages that it imports.
 */
class RecipesTest {
    private static final Pattern RECIPE = Pattern.compile("in Python[^:]*: (import .*?)(; or,.*)?\\.$");

    private static int statusOfPython;

    @TempDir
    private Path folder = Path.of("");

    private record Run(int status, String output) {}

    /** {@return the recipe of a format, if it has one that is whole: a program, not a fragment for a program of one's own} */
    private static Optional<String> recipe(ForeignFormat format) {
        Matcher matcher = RECIPE.matcher(format.remedy());
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    static Stream<String> recipes() {
        return Stream.of(ForeignFormat.values()).flatMap(format -> recipe(format).stream());
    }

    private static Run python(Path folder, String program) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process;
        try {
            process = new ProcessBuilder(List.of("python3", "-c", program))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            return new Run(127, String.valueOf(e.getMessage()));
        }
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            return new Run(124, "python3 took more than two minutes");
        }
        return new Run(process.exitValue(), Files.readString(output));
    }

    @BeforeAll
    static void lookForPython(@TempDir Path folder) throws IOException, InterruptedException {
        statusOfPython = python(folder, "").status();
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void areProgramsOfPython(String recipe) throws IOException, InterruptedException {
        assumeThat(statusOfPython).as("python3").isZero();
        Files.writeString(folder.resolve("recipe.py"), recipe);
        Run run = python(folder, "import ast; ast.parse(open('recipe.py').read())");
        assertThat(run.status()).as(run.output()).isZero();
    }

    /** For each format: what writes such a file in Python, the file that its recipe makes, and an array in it. */
    static Stream<Arguments> files() {
        String array = "numpy.array([[1.0, 2.0]])";
        String save = "import numpy; f = %s.open('model.%s', 'wb'); numpy.save(f, " + array + "); f.close()";
        return Stream.of(
                arguments(
                        ForeignFormat.GZIP,
                        "import gzip; " + save.formatted("gzip", "gz"),
                        "model.gz",
                        "model",
                        "model"),
                arguments(
                        ForeignFormat.XZ, "import lzma; " + save.formatted("lzma", "xz"), "model.xz", "model", "model"),
                arguments(
                        ForeignFormat.BZIP2,
                        "import bz2; " + save.formatted("bz2", "bz2"),
                        "model.bz2",
                        "model",
                        "model"),
                arguments(
                        ForeignFormat.TEXT,
                        "import numpy; numpy.savetxt('data.csv', " + array + ", delimiter=',')",
                        "data.csv",
                        "data.npy",
                        "data"),
                arguments(
                        ForeignFormat.ONNX,
                        "import numpy, onnx, onnx.helper, onnx.numpy_helper; w = onnx.numpy_helper.from_array(" + array
                                + ", 'w'); g = onnx.helper.make_graph([], 'g', [], [], [w]);"
                                + " onnx.save(onnx.helper.make_model(g, producer_name='test'), 'model.onnx')",
                        "model.onnx",
                        "model.npz",
                        "w"),
                arguments(
                        ForeignFormat.MESSAGE_PACK,
                        "import numpy, flax.serialization; open('model.msgpack', 'wb').write("
                                + "flax.serialization.msgpack_serialize({'params': {'w': " + array + "}}))",
                        "model.msgpack",
                        "model.npz",
                        "params.w"),
                arguments(
                        ForeignFormat.TENSORFLOW,
                        "import numpy, tensorflow;" + " tensorflow.train.Checkpoint(w=tensorflow.Variable(" + array
                                + ")).write('model')",
                        "model.index",
                        "model.npz",
                        "w/.ATTRIBUTES/VARIABLE_VALUE"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void makeFilesThatAreRead(ForeignFormat format, String writing, String file, String made, String name)
            throws IOException, InterruptedException {
        String recipe = recipe(format).orElseThrow();
        String imports = writing.substring(0, writing.indexOf(';'));
        String moreImports = recipe.substring(0, recipe.indexOf(';'));
        assumeThat(python(folder, imports + "; " + moreImports + "; import numpy")
                        .status())
                .as(imports)
                .isZero();
        Run written = python(folder, writing);
        assertThat(written.status()).as(written.output()).isZero();
        byte[] head = Files.readAllBytes(folder.resolve(file));
        // The format is recognized in a file that another program wrote.
        assertThat(catchThrowable(() -> ArrayFile.open(folder.resolve(file))))
                .as(new String(head, StandardCharsets.ISO_8859_1))
                .hasMessageEndingWith(format.remedy());
        Run run = python(folder, recipe);
        assertThat(run.status()).as(run.output()).isZero();
        try (ArrayFile opened = ArrayFile.open(folder.resolve(made))) {
            assertThat(opened.read(name).values()).containsExactly(1, 2);
        }
    }
}
