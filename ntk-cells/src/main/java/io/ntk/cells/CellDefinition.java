package io.ntk.cells;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A cell as an equation file defines it, checked, without lengths or values. It is immutable.
 *
 * @param names its name, then other names of it
 * @param description a line about it
 * @param parameters the trained tensors, in the order of θ
 * @param arrays the constants that are arrays
 * @param numbers the constants that are numbers; each may use those before it
 * @param functions the declared functions, each the name of a known one
 * @param state the parts of the state; the first is observed
 * @param locals what equations of the step define, each using those before it
 * @param next the next state or its derivative, by part
 * @param integration what {@code next} is
 * @param output what the readout multiplies; null for the observed part
 * @param read what the readout multiplies, in words
 * @param used the tensors that step and output use, by label
 */
public record CellDefinition(
        List<String> names,
        String description,
        List<TensorDeclaration> parameters,
        List<TensorDeclaration> arrays,
        LinkedHashMap<String, Node> numbers,
        LinkedHashMap<String, String> functions,
        List<StatePart> state,
        List<Node> locals,
        List<Node> next,
        Integration integration,
        @Nullable Node output,
        String read,
        LinkedHashMap<String, UsedTensor> used)
        implements Serializable {
    /** The constant that is the time step. */
    static final String DT = "dt";

    /**
     * Reads an equation file.
     *
     * @param file its name, for messages
     * @param text what it holds
     * @return the cell
     * @throws NtkException {@link ErrorId#FILE_FORMAT}, {@link ErrorId#CELL_DEFINITION} or {@link ErrorId#SHAPE_MISMATCH},
     *     naming line and column
     */
    public static CellDefinition read(String file, String text) {
        return new DefinitionReader(new Locations(file)).read(text);
    }

    /** {@return the name by which users choose the cell} */
    public String name() {
        return names.get(0);
    }

    /** {@return parameters, then constants} */
    public List<TensorDeclaration> tensors() {
        List<TensorDeclaration> all = new ArrayList<>(parameters);
        all.addAll(arrays);
        return all;
    }

    /** {@return the names of lengths of the cell's own, besides I and H} */
    public Set<String> ownLengths() {
        Set<String> lengths = new TreeSet<>();
        tensors().forEach(tensor -> tensor.shape().sizes().forEach(size -> lengths.addAll(size.names())));
        lengths.removeAll(Set.of("I", "H"));
        return lengths;
    }

    /** {@return the tensors that parts of the state begin with} */
    public Set<String> initialTensors() {
        Set<String> names = new TreeSet<>();
        for (StatePart part : state) {
            if (part.initial() != null) {
                names.add(UsedTensor.label(part.initial()));
            }
        }
        return names;
    }

    boolean hasTimeStep() {
        return numbers.containsKey(DT);
    }

    /**
     * This cell with other constants.
     *
     * @param settings by name, a number, or the name of a function for a declared function
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for an unknown name or a value that does not fit
     */
    public CellDefinition with(Map<String, String> settings) {
        if (!settings.isEmpty() && numbers.isEmpty() && functions.isEmpty()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Cell '" + name() + "' was given "
                            + String.join(" and ", new TreeSet<>(settings.keySet()))
                            + ", but it has no constants that could be set.",
                    "Leave it out; 'ntk cells NAME' prints the equations of a cell.");
        }
        LinkedHashMap<String, Node> setNumbers = new LinkedHashMap<>(numbers);
        LinkedHashMap<String, String> setFunctions = new LinkedHashMap<>(functions);
        settings.forEach((name, value) -> {
            if (functions.containsKey(name)) {
                if (!Functions.isKnown(value)) {
                    throw refused(name, value, ClosestName.remedy(value, Functions.names()));
                }
                setFunctions.put(name, value);
            } else if (numbers.containsKey(name)) {
                setNumbers.put(name, new Node.Literal(number(name, value)));
            } else {
                Set<String> known = new TreeSet<>(numbers.keySet());
                known.addAll(functions.keySet());
                throw refused(name, value, "The cell has no such constant. " + ClosestName.remedy(name, known));
            }
        });
        return new CellDefinition(
                names,
                description,
                parameters,
                arrays,
                setNumbers,
                setFunctions,
                state,
                locals,
                next,
                integration,
                output,
                read,
                used);
    }

    private double number(String name, String value) {
        try {
            double number = Double.parseDouble(value);
            boolean possible = Double.isFinite(number) && (!name.equals(DT) || number > 0);
            if (possible) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw refused(name, value, "Give a number.");
        }
        throw refused(name, value, name.equals(DT) ? "Give a positive, finite number." : "Give a finite number.");
    }

    private NtkException refused(String name, String value, String remedy) {
        return new NtkException(
                ErrorId.INVALID_ARGUMENT, "Cell '" + name() + "' was given " + name + " = " + value + ".", remedy);
    }

    /** {@return the value of each constant that is a number} */
    Map<String, Double> values(Map<String, Integer> lengths) {
        Map<String, Double> values = new HashMap<>();
        numbers.forEach((name, node) -> {
            WeightArray number = node.accept(new WeightEvaluation(this, lengths, values, Map.of()));
            values.put(name, number.values()[0]);
        });
        return values;
    }
}
