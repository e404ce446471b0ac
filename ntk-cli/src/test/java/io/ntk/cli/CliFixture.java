package io.ntk.cli;

import com.google.inject.Module;
import com.google.inject.util.Modules;
import io.ntk.api.Precision;
import io.ntk.cli.command.Session;
import io.ntk.estimators.metric.Metrics;
import io.ntk.io.arrays.ArrayWriter;
import io.ntk.io.arrays.NumericArray;
import io.ntk.runtime.NtkModule;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.cluster.ClusterProvider;
import io.ntk.runtime.config.Surroundings;
import io.ntk.tck.golden.GoldenCase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Runs the real command in this process, away from the user's environment and configuration, and keeps what it prints. */
final class CliFixture {
    private final Path folder;
    private final Map<String, String> environment;
    private final ClassLoader providers;
    private UnaryOperator<Module> bindings = UnaryOperator.identity();

    CliFixture(Path folder) {
        this(folder, Map.of());
    }

    CliFixture(Path folder, Map<String, String> environment) {
        this(folder, environment, CliFixture.class.getClassLoader());
    }

    CliFixture(Path folder, Map<String, String> environment, ClassLoader providers) {
        this.folder = folder;
        this.environment = environment;
        this.providers = providers;
    }

    /** This command, in which a catalogue of metrics takes the place of ntk's. */
    CliFixture with(Metrics metrics) {
        bindings = module -> Modules.override(module)
                .with(binder -> binder.bind(Metrics.class).toInstance(metrics));
        return this;
    }

    /** A command that finds a cluster. */
    static CliFixture onCluster(Path folder, Class<? extends ClusterProvider> provider) throws IOException {
        Path services = Files.createDirectories(folder.resolve("cluster/META-INF/services"));
        Files.writeString(services.resolve(ClusterProvider.class.getName()), provider.getName());
        URL[] path = {folder.resolve("cluster").toUri().toURL()};
        return new CliFixture(folder, Map.of(), new URLClassLoader(path, CliFixture.class.getClassLoader()));
    }

    /** What a run printed, and its exit code. */
    record Result(String out, String err, int exitCode) {}

    /** Runs arguments separated by single spaces, so that file names must have none. */
    Result run(String line) {
        return run(false, false, line.split(" "));
    }

    Result run(boolean terminal, boolean debug, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream outStream = new PrintStream(out, false, StandardCharsets.UTF_8);
        PrintStream errStream = new PrintStream(err, false, StandardCharsets.UTF_8);
        Surroundings surroundings = new Surroundings(Map.of(), environment, folder, folder.resolve("home"));
        Session session = new Session(
                outStream,
                errStream,
                terminal,
                options -> NtkRuntime.create(bindings.apply(new NtkModule(options, surroundings, providers))));
        int code = new NtkCli(session, debug).run(arguments);
        outStream.flush();
        errStream.flush();
        return new Result(out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8), code);
    }

    /** The options of {@code align} that name the golden case's file. */
    String golden(String cell) {
        Path file = folder.resolve(cell + ".npz");
        if (!Files.exists(file)) {
            GoldenCase.named(cell).writeNpz(folder);
        }
        return "--before " + file + ":before. --after " + file + ":after. --inputs " + file + ":inputs";
    }

    /** Writes arrays, in the format that the name's extension says. */
    Path write(String name, Collection<NumericArray> arrays) {
        Path file = folder.resolve(name);
        ArrayWriter.write(file, arrays, Precision.FLOAT64);
        return file;
    }

    Path write(String name, NumericArray array) {
        return write(name, List.of(array));
    }

    /** Writes a GRU of more units than the golden one, which takes the same inputs; {@return the file} */
    String widerGru(String name) {
        int hidden = 7;
        List<NumericArray> arrays = new ArrayList<>();
        for (String tensor : List.of("weight_ih", "weight_hh", "bias_ih", "bias_hh")) {
            int columns = tensor.equals("weight_ih") ? 3 : hidden;
            boolean isBias = tensor.startsWith("bias");
            double[] values = new double[3 * hidden * (isBias ? 1 : columns)];
            Arrays.setAll(values, i -> Math.sin(i + tensor.length()) / 2);
            arrays.add(new NumericArray(tensor, isBias ? List.of(3 * hidden) : List.of(3 * hidden, columns), values));
        }
        return write(name, arrays).toString();
    }

    /** A tanh network of 2 units on 3 inputs, all weights 0.1, under a prefix. */
    static List<NumericArray> network(String prefix) {
        return new ArrayList<>(List.of(
                constant(prefix + "weight_ih_l0", 2, 3),
                constant(prefix + "weight_hh_l0", 2, 2),
                constant(prefix + "bias_ih_l0", 2),
                constant(prefix + "bias_hh_l0", 2)));
    }

    /** An array of 0.1. */
    static NumericArray constant(String name, Integer... shape) {
        double[] values = new double[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        Arrays.fill(values, 0.1);
        return new NumericArray(name, List.of(shape), values);
    }
}
