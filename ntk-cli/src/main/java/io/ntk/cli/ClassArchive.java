package io.ntk.cli;

import io.ntk.api.Precision;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.model.Parameters;
import io.ntk.api.spi.Problem;
import io.ntk.cli.command.Session;
import io.ntk.io.arrays.ArrayWriter;
import io.ntk.io.arrays.NumericArray;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import io.ntk.runtime.model.ProblemSizes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Runs the common verbs once, in silence, so that the Java virtual machine can write the classes they load to an archive
 * from which the next start takes them. The launcher calls this after a build, with {@code -XX:DumpLoadedClassList}.
 */
final class ClassArchive {
    private static final ProblemSizes SIZES = new ProblemSizes(4, 5, 6, 3);

    /** A cell whose file says where its tensors stand, so that what reads those is archived too. */
    private static final String EQUATIONS = "rate_inside";

    private ClassArchive() {}

    /**
     * Runs them.
     *
     * @param arguments a folder for scratch files
     * @throws IOException if it cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Path npz = folder.resolve("model.npz");
        Path torch = folder.resolve("model.pt");
        Path equations = folder.resolve("equations.npz");
        Path safetensors = folder.resolve("model.safetensors");
        try (NtkRuntime runtime = NtkRuntime.create(Map.of())) {
            List<NumericArray> arrays = arrays(runtime.randomProblems().pair("gru", SIZES, 0, Precision.FLOAT32));
            ArrayWriter.write(npz, arrays, Precision.FLOAT32);
            ArrayWriter.write(safetensors, arrays, Precision.FLOAT32);
            ArrayWriter.write(
                    equations,
                    arrays(runtime.randomProblems().pair(EQUATIONS, SIZES, 0, Precision.FLOAT32)),
                    Precision.FLOAT32);
        }
        try (InputStream checkpoint = Objects.requireNonNull(ClassArchive.class.getResourceAsStream("gru.pt"))) {
            Files.copy(checkpoint, torch);
        }
        PrintStream silence = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Session session = new Session(silence, silence, false, NtkRuntime::create);
        NtkCli cli = new NtkCli(session, false);
        String align = "align --cell gru --before NPZ:before --after NPZ:after --inputs NPZ:inputs --json";
        for (String line : List.of(
                align,
                "trace --cell gru --model SAFETENSORS:before --inputs NPZ:inputs",
                "trace --cell gru --model TORCH --inputs NPZ:inputs",
                "align --cell " + EQUATIONS + " --before EQUATIONS:before --after EQUATIONS:after --inputs NPZ:inputs",
                align.replace("gru", "grue"),
                "demo")) {
            cli.run(Arrays.stream(line.split(" "))
                    .map(argument -> argument.replace("NPZ", npz.toString())
                            .replace("SAFETENSORS", safetensors.toString())
                            .replace("TORCH", torch.toString())
                            .replace("EQUATIONS", equations.toString()))
                    .toArray(String[]::new));
        }
        String request = "{\"id\": 1, \"args\": [\"cells\"]}\n";
        try (Server server = new Server(session, false, () -> {})) {
            server.answerAll(new ByteArrayInputStream(request.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static List<NumericArray> arrays(BeforeAfter pair) {
        List<NumericArray> arrays = new ArrayList<>();
        Problem problem = pair.before();
        arrays.add(new NumericArray(
                "inputs",
                List.of(SIZES.trials(), SIZES.steps(), SIZES.inputSize()),
                problem.inputs().toArray()));
        add("before.", pair.before().parameters(), arrays);
        add("after.", pair.after().parameters(), arrays);
        return arrays;
    }

    private static void add(String prefix, Parameters parameters, List<NumericArray> arrays) {
        for (ParameterTensor tensor : parameters.layout().tensors()) {
            arrays.add(new NumericArray(prefix + tensor.name(), tensor.shape(), parameters.tensor(tensor.name())));
        }
    }
}
