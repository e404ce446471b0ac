package io.ntk.tck.golden;

import io.ntk.api.Precision;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.EulerCell;
import io.ntk.api.cell.GruCell;
import io.ntk.api.cell.LeakyField;
import io.ntk.api.cell.LstmCell;
import io.ntk.api.cell.RnnCell;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A network before and after training, its inputs, and exact values of what ntk computes from them, found by PyTorch's
 * autograd in float64 from the textbook definition: the full Jacobian J {@code [B·T·H, M]} and Θ = J Jᵀ.
 *
 * <p>The initial state is zero. Flattening is row-major over {@code [B, T, H]}; parameters are in the layout's order.
 * With Θ₀ before and Θ₁ after training, the arrays and facts are
 *
 * <table>
 * <caption>What a case holds</caption>
 * <tr><th>name</th><th>meaning</th></tr>
 * <tr><td>array {@code states_before}, {@code states_after}</td><td>z {@code [B, T, H]}</td></tr>
 * <tr><td>array {@code cotangent}, {@code tangent}</td><td>v {@code [B, T, H]}, u {@code [M]}</td></tr>
 * <tr><td>array {@code vjp_before}, {@code jvp_before}, {@code ntk_apply_before}</td><td>Jᵀv, J u, J Jᵀv</td></tr>
 * <tr><td>fact {@code trace_before}, {@code trace_after}</td><td>Tr Θ</td></tr>
 * <tr><td>fact {@code squared_frobenius_before}, {@code …_after}</td><td>Tr Θ²</td></tr>
 * <tr><td>fact {@code cross_trace}</td><td>Tr(Θ₀ Θ₁)</td></tr>
 * <tr><td>fact {@code alignment}</td><td>Tr(Θ₀ Θ₁) / √(Tr Θ₀² · Tr Θ₁²)</td></tr>
 * <tr><td>fact {@code alignment_final_state}</td><td>the same, z at the last step only</td></tr>
 * <tr><td>fact {@code alignment_only_NAME}</td><td>the same, one parameter tensor differentiated</td></tr>
 * <tr><td>fact {@code effective_dimension_before}</td><td>(Tr Θ₀)² / Tr Θ₀²</td></tr>
 * </table>
 */
public final class GoldenCase {
    private static final List<String> CELLS = List.of("rnn_tanh", "rnn_relu", "gru", "lstm", "leaky");

    private final String name;
    private final Map<String, double[]> arrays;
    private final Map<String, String> facts;
    private final RecurrentModel model;

    private GoldenCase(String name) {
        this.name = name;
        this.arrays = readArrays(name);
        this.facts = readFacts(name);
        this.model = new RecurrentModel(name, cell(), size("I"), size("H"));
    }

    private Cell cell() {
        return switch (name) {
            case "rnn_tanh" -> new RnnCell(RnnCell.Activation.TANH, true);
            case "rnn_relu" -> new RnnCell(RnnCell.Activation.RELU, true);
            case "gru" -> new GruCell(true);
            case "lstm" -> new LstmCell(true);
            case "leaky" -> new EulerCell(new LeakyField(false), fact("dt"));
            default -> throw new IllegalStateException(name);
        };
    }

    /** {@return one case for every built-in cell} */
    public static List<GoldenCase> all() {
        return CELLS.stream().map(GoldenCase::new).toList();
    }

    /**
     * The case of a cell.
     *
     * @param cell the name of a built-in cell, such as {@code gru}
     * @return its case
     * @throws IllegalArgumentException if there is none
     */
    public static GoldenCase named(String cell) {
        if (!CELLS.contains(cell)) {
            throw new IllegalArgumentException("There is no golden case '" + cell + "'.");
        }
        return new GoldenCase(cell);
    }

    /** {@return the name of the cell} */
    public String name() {
        return name;
    }

    /** {@return the network} */
    public RecurrentModel model() {
        return model;
    }

    /** {@return the inputs x {@code [B, T, I]}} */
    public Inputs inputs() {
        return Inputs.of(size("B"), size("T"), size("I"), array("inputs"));
    }

    /** {@return the parameters before training} */
    public Parameters before() {
        return parameters("before.");
    }

    /** {@return the parameters after training} */
    public Parameters after() {
        return parameters("after.");
    }

    /**
     * {@return the network before training with all states observed and all parameters differentiated}
     *
     * @param precision the precision
     */
    public Problem problemBefore(Precision precision) {
        return new Problem(model, before(), inputs()).withPrecision(precision);
    }

    /**
     * {@return the network after training with all states observed and all parameters differentiated}
     *
     * @param precision the precision
     */
    public Problem problemAfter(Precision precision) {
        return problemBefore(precision).withParameters(after());
    }

    /**
     * A copy of an array.
     *
     * @param array its name
     * @return its elements, row-major
     * @throws IllegalArgumentException if there is none of that name
     */
    public double[] array(String array) {
        double[] values = arrays.get(array);
        if (values == null) {
            throw new IllegalArgumentException("Golden case '" + name + "' has no array '" + array + "'.");
        }
        return values.clone();
    }

    /** {@return the names of the facts that are single numbers, sizes included} */
    public Set<String> factNames() {
        Set<String> names = new TreeSet<>(facts.keySet());
        names.removeAll(Set.of("cell", "parameter_order", "top_eigenvalues_before"));
        return names;
    }

    /**
     * A number.
     *
     * @param fact its name
     * @return its value
     * @throws IllegalArgumentException if there is none of that name
     */
    public double fact(String fact) {
        return Double.parseDouble(text(fact));
    }

    /** {@return the eight largest eigenvalues of Θ before training, descending} */
    public double[] topEigenvaluesBefore() {
        return Arrays.stream(text("top_eigenvalues_before").split(","))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /**
     * Writes the arrays, with the parameters as {@code before.NAME} and {@code after.NAME}, to {@code NAME.npz}, for tests
     * of what reads such files.
     *
     * @param directory an existing directory
     * @return the file
     */
    public Path writeNpz(Path directory) {
        Path file = directory.resolve(name + ".npz");
        try (InputStream source = resource(name + ".npz")) {
            Files.copy(source, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    @Override
    public String toString() {
        return name;
    }

    private Parameters parameters(String prefix) {
        Map<String, double[]> tensors = new HashMap<>();
        for (String tensor : model.layout().names()) {
            tensors.put(tensor, array(prefix + tensor));
        }
        return Parameters.of(model.layout(), tensors);
    }

    private int size(String axis) {
        return Integer.parseInt(text(axis));
    }

    private String text(String fact) {
        String value = facts.get(fact);
        if (value == null) {
            throw new IllegalArgumentException("Golden case '" + name + "' has no fact '" + fact + "'.");
        }
        return value;
    }

    private static Map<String, double[]> readArrays(String name) {
        try (InputStream source = resource(name + ".npz")) {
            return NpzArrays.read(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> readFacts(String name) {
        Properties properties = new Properties();
        try (InputStreamReader reader = new InputStreamReader(resource(name + ".properties"), StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> facts = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> facts.put(key, properties.getProperty(key)));
        return facts;
    }

    private static InputStream resource(String file) throws IOException {
        @Nullable InputStream stream = GoldenCase.class.getResourceAsStream(file);
        if (stream == null) {
            throw new IOException("Resource " + file + " is missing next to " + GoldenCase.class + ".");
        }
        return stream;
    }
}
