package io.ntk.cells;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.cell.CellProvider;
import io.ntk.api.cell.StackedCell;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A cell that users choose by name, from an equation file, which is parsed when its equations are first asked for. */
public final class EquationProvider implements CellProvider {
    private static final Pattern HEADING = Pattern.compile("\\s*cell\\s+([\\w, ]+?)\\s*(?:\"([^\"]*)\"\\s*)?(?:#.*)?");
    private static final int LONGEST_HEADING = 1000;

    private final String file;
    private final Supplier<String> text;
    private final Map<String, String> settings;
    private final List<String> names;
    private @Nullable CellDefinition definition;

    /**
     * Takes an equation file.
     *
     * @param file its name, for messages
     * @param text what it holds
     * @throws NtkException as {@link CellDefinition#read}, if its heading cannot be told at a glance
     */
    public EquationProvider(String file, String text) {
        this(file, names(file, text), () -> text, Map.of());
    }

    /**
     * Takes a file that is read when its description or its equations are first asked for.
     *
     * @param file its name, for messages
     * @param names the name that the cell must have, then other names of it
     * @param text gives what the file holds
     * @param settings as for {@link #with}
     */
    EquationProvider(String file, List<String> names, Supplier<String> text, Map<String, String> settings) {
        this.file = file;
        this.names = names;
        this.text = text;
        this.settings = settings;
    }

    private static List<String> names(String file, String text) {
        Matcher heading = HEADING.matcher(heading(text));
        if (!heading.matches()) {
            return CellDefinition.read(file, text).names();
        }
        return Arrays.stream(heading.group(1).split(",", -1)).map(String::strip).toList();
    }

    /** {@return the first line that is neither blank nor a comment; empty if it is too long to be a heading} */
    private static String heading(String text) {
        return text.lines()
                .filter(line -> !line.isBlank() && !line.stripLeading().startsWith("#"))
                .findFirst()
                .filter(line -> line.length() < LONGEST_HEADING)
                .orElse("");
    }

    /**
     * {@return the same cell with other constants}
     *
     * @param constants as for {@link CellDefinition#with}
     */
    public EquationProvider with(Map<String, String> constants) {
        Map<String, String> all = new TreeMap<>(settings);
        all.putAll(constants);
        return new EquationProvider(file, names, text, all);
    }

    /** {@return the equation file} */
    public String text() {
        return text.get();
    }

    /**
     * {@return the cell's definition}
     *
     * @throws NtkException as {@link CellDefinition#read}, {@link ErrorId#CELL_DEFINITION} if a file that was found by its
     *     name defines a cell of another name
     */
    public synchronized CellDefinition definition() {
        CellDefinition known = definition;
        if (known == null) {
            known = CellDefinition.read(file, text.get());
            requireName(known.name());
            known = known.with(settings);
            definition = known;
        }
        return known;
    }

    private void requireName(String found) {
        if (!found.equals(name())) {
            throw new NtkException(
                    ErrorId.CELL_DEFINITION,
                    "Equation file '" + file + "' defines cell '" + found + "', but its name says '" + name() + "'.",
                    "Rename the file to '" + found + CellLibrary.SUFFIX + "', or the cell to '" + name() + "'.");
        }
    }

    @Override
    public String name() {
        return names.get(0);
    }

    @Override
    public List<String> aliases() {
        return names.subList(1, names.size());
    }

    @Override
    public String description() {
        Matcher heading = HEADING.matcher(heading(text.get()));
        if (!heading.matches()) {
            return definition().description();
        }
        return heading.group(2) == null ? "" : heading.group(2);
    }

    @Override
    public Set<String> optionalTensors() {
        Set<String> optional = new TreeSet<>();
        definition().parameters().stream()
                .filter(TensorDeclaration::isOptional)
                .forEach(tensor -> optional.add(tensor.name()));
        return optional;
    }

    @Override
    public String readoutOf() {
        String read = definition().read();
        for (Map.Entry<String, String> function : definition().functions().entrySet()) {
            String name = Pattern.quote(function.getKey());
            read = read.replaceAll("\\b" + name + "(?=\\()|(?<=not )" + name + "(?= of it$)", function.getValue());
        }
        return read;
    }

    /** {@return whether its tensors stand in checkpoints under their own names, so that their shapes tell I and H} */
    public boolean isPlain() {
        CellDefinition cell = definition();
        return cell.arrays().isEmpty()
                && cell.ownLengths().isEmpty()
                && cell.parameters().stream()
                        .allMatch(
                                tensor -> tensor.stored().equals(List.of(new StoredTensor(tensor.name(), List.of()))));
    }

    /**
     * {@return whether it is plain, and all its parameters have one of some names}
     *
     * @param names the names
     */
    public boolean isPlainWith(Set<String> names) {
        return isPlain() && definition().parameters().stream().allMatch(tensor -> names.contains(tensor.name()));
    }

    @Override
    public Cell create(CellOptions options) {
        CellDefinition cell = definition();
        if (!cell.ownLengths().isEmpty() || !cell.arrays().isEmpty()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Cell '" + name() + "' has lengths or constants that stand in a checkpoint.",
                    "Use it with a checkpoint.");
        }
        return create(options, Map.of(), Map.of());
    }

    /**
     * Makes the cell with what was found in a checkpoint.
     *
     * @param options the options
     * @param lengths the cell's own lengths, others are ignored
     * @param arrays the constants that are arrays, row by row
     * @return the cell
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for an option that the cell does not have, or a time step that a
     *     constant gives as well
     */
    public Cell create(CellOptions options, Map<String, Integer> lengths, Map<String, double[]> arrays) {
        CellDefinition cell = definition();
        if (options.dt().isPresent()) {
            if (!cell.hasTimeStep()) {
                throw new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "Cell '" + name() + "' was given dt = " + options.dt().getAsDouble()
                                + ", but it is a map in discrete time.",
                        "Leave dt out, or choose a continuous-time cell such as leaky.");
            }
            if (settings.containsKey(CellDefinition.DT)) {
                throw new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "Cell '" + name() + "' was given dt = " + options.dt().getAsDouble()
                                + " and, as a constant, dt = " + settings.get(CellDefinition.DT) + ".",
                        "Give one of them.");
            }
            cell = cell.with(
                    Map.of(CellDefinition.DT, Double.toString(options.dt().getAsDouble())));
        }
        Map<String, Integer> own = new TreeMap<>(lengths);
        own.keySet().retainAll(cell.ownLengths());
        return StackedCell.of(new EquationCell(cell, own, arrays, absent(cell, options)), options.layers());
    }

    private Set<String> absent(CellDefinition cell, CellOptions options) {
        Set<String> absent = new TreeSet<>(options.absent());
        boolean hasVectors = false;
        for (TensorDeclaration tensor : cell.parameters()) {
            boolean vector = tensor.isOptional() && tensor.shape().isVector();
            hasVectors |= vector;
            boolean byDefault = tensor.presence() == TensorDeclaration.Presence.ABSENT;
            if (vector && options.bias().map(bias -> !bias).orElse(byDefault)) {
                absent.add(tensor.name());
            } else if (byDefault && !vector) {
                absent.add(tensor.name());
            }
        }
        if (options.bias().isPresent() && !hasVectors) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Cell '" + name() + "' was given a choice of biases.",
                    "Leave it out: its equations decide.");
        }
        return absent;
    }

    /**
     * Finds the named lengths, I and H among them.
     *
     * @param stored where each tensor of the checkpoint was found, by its name in the equations
     * @param inputs the width of the inputs, which is I where no tensor tells
     * @return the lengths
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} naming a tensor and both shapes
     */
    public Map<String, Integer> lengths(Map<String, StoredShape> stored, int inputs) {
        return new Lengths(definition(), stored).solve(inputs);
    }

    /**
     * Finds the named lengths of a cell of chosen sizes, whose constants alone are at hand.
     *
     * @param constants where each constant that is an array was found, by its name in the equations
     * @param chosen lengths that are chosen, I and H among them
     * @return the lengths
     * @throws NtkException as {@link #lengths(Map, int)}, {@link ErrorId#INVALID_ARGUMENT} for a length that is not known
     */
    public Map<String, Integer> lengths(Map<String, StoredShape> constants, Map<String, Integer> chosen) {
        return new Lengths(definition(), constants).solve(chosen);
    }
}
