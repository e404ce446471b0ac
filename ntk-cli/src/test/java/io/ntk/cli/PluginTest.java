package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.cli.command.Session;
import io.ntk.runtime.NtkRuntime;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A jar that a user built, with nothing in it but a cell or a task, is enough for the command. */
class PluginTest {
    private static final String SOURCE = """
            package mine;

            import io.ntk.api.cell.*;
            import java.util.List;

            public final class Mine implements CellProvider, Cell {
                public String name() { return "my-cell"; }
                public String description() { return "h' = tanh(W x + V h)"; }
                public Cell create(CellOptions options) { return this; }
                public ParameterLayout parameters(int inputSize, int hiddenSize) {
                    return ParameterLayout.builder()
                            .weight("W", hiddenSize, inputSize).weight("V", hiddenSize, hiddenSize).build();
                }
                public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
                    return List.of(math.tanh(math.add(theta.linear("W", input), theta.linear("V", state.get(0)))));
                }
            }
            """;

    private static final String TASK = """
            package mine;

            import io.ntk.training.task.*;

            public final class Mine implements Task {
                public String name() { return "my-task"; }
                public String description() { return "twice the first input"; }
                public int inputSize() { return 2; }
                public int outputSize() { return 1; }
                public int defaultSteps() { return 4; }
                public Trials trials(long seed, long first, int count, int steps) {
                    Batch batch = new Batch(this, count, steps);
                    for (int b = 0; b < count; b++) {
                        double[] noise = new TrialRandom(seed, first + b).normals(2 * steps);
                        for (int t = 0; t < steps; t++) {
                            batch.input(b, t, 0, noise[2 * t]);
                            batch.input(b, t, 1, noise[2 * t + 1]);
                            batch.target(b, t, 0, 2 * noise[2 * t]);
                        }
                    }
                    return batch.finish();
                }
                public double accuracy(Trials trials, double[] outputs) {
                    return new Answer(trials, outputs).fractionWithin(0.1);
                }
            }
            """;

    @TempDir
    private Path folder = Path.of("");

    private Path jar(String text, String service) throws Exception {
        Path source = folder.resolve("Mine.java");
        Files.writeString(source, text);
        int code = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.toString(),
                        source.toString());
        assertThat(code).isZero();
        Path jar = folder.resolve("mine.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            entries.putNextEntry(new JarEntry("mine/Mine.class"));
            entries.write(Files.readAllBytes(folder.resolve("mine/Mine.class")));
            entries.putNextEntry(new JarEntry("META-INF/services/" + service));
            entries.write("mine.Mine\n".getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    private static String run(String line) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        int code = new NtkCli(new Session(stream, stream, false, NtkRuntime::create), false).run(line.split(" "));
        assertThat(code).as(out.toString(StandardCharsets.UTF_8)).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aJarWithACellIsEnough() throws Exception {
        Path jar = jar(SOURCE, "io.ntk.api.cell.CellProvider");
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        assertThat(run("cells --plugin " + jar)).contains("my-cell").contains("mine.jar");
        Path exports = Files.createDirectory(folder.resolve("run"));
        run("train --plugin " + jar + " --task flip-flop --cell my-cell --hidden 5 --trials 4 --time-steps 5 --steps 5"
                + " --quiet --out " + exports);
        String alignment = run("align --plugin " + jar + " --cell my-cell --before " + exports
                + "/step-000000.safetensors --after " + exports + "/step-000005.safetensors --inputs " + exports
                + "/inputs.npy --estimator exact --quiet");
        assertThat(Double.parseDouble(alignment.strip())).isBetween(0.5, 1.0);
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
        assertThat(run("cells")).doesNotContain("my-cell");
    }

    @Test
    void aJarWithATaskIsEnough() throws Exception {
        String plugin = " --plugin " + jar(TASK, "io.ntk.training.task.Task");
        assertThat(run("tasks" + plugin)).contains("my-task").contains("mine.jar");
        Path out = folder.resolve("run");
        run("train" + plugin + " --task my-task --cell gru --hidden 5 --trials 4 --steps 3 --quiet --out " + out);
        run("train" + plugin + " --resume --steps 5 --quiet --out " + out);
        assertThat(run("track " + out + " --samples 4")).contains("alignment");
        assertThat(run("tasks")).doesNotContain("my-task");
    }

    /** Java would find nothing in it, and the cell that is meant would be unknown. */
    @Test
    void whatIsNoJarIsRefused() throws Exception {
        byte[] jar = Files.readAllBytes(jar(SOURCE, "io.ntk.api.cell.CellProvider"));
        for (byte[] content : List.of(new byte[0], "text".getBytes(StandardCharsets.UTF_8), Arrays.copyOf(jar, 700))) {
            Path file = Files.write(folder.resolve("broken.jar"), content);
            CliFixture.Result result = new CliFixture(folder).run("cells --plugin " + file);
            assertThat(result.err())
                    .startsWith("error: Plugin '" + file + "' is not a jar that can be read (")
                    .hasLineCount(1);
            assertThat(result.exitCode()).isEqualTo(2);
        }
    }
}
