package io.ntk.api.model;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.ParameterTensor;
import java.util.Arrays;
import java.util.Map;

/** The values of θ and their layout, in float64. Parameters are immutable. */
public final class Parameters {
    private final ParameterLayout layout;
    private final double[] values;
    private final Map<String, String> labels;

    private Parameters(ParameterLayout layout, double[] values, Map<String, String> labels) {
        this.layout = layout;
        this.values = values;
        this.labels = labels;
    }

    private static Parameters checked(ParameterLayout layout, double[] values) {
        for (ParameterTensor tensor : layout.tensors()) {
            for (int i = 0; i < tensor.size(); i++) {
                if (!Double.isFinite(values[tensor.offset() + i])) {
                    throw new NtkException(
                            ErrorId.NON_FINITE,
                            "Parameter tensor '" + tensor.name() + "' is " + values[tensor.offset() + i] + " at index "
                                    + index(tensor, i) + ".",
                            "Check the checkpoint; a diverged training run leaves such values.");
                }
            }
        }
        return new Parameters(layout, values, Map.of());
    }

    private static String index(ParameterTensor tensor, int i) {
        return tensor.shape().size() == 1
                ? "[" + i + "]"
                : "[" + i / tensor.columns() + ", " + i % tensor.columns() + "]";
    }

    /**
     * Makes parameters from a flat vector.
     *
     * @param layout the layout
     * @param values θ, {@code [M]}; copied
     * @return the parameters
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} for a wrong length, {@link ErrorId#NON_FINITE} for NaN or Inf
     */
    public static Parameters of(ParameterLayout layout, double[] values) {
        if (values.length != layout.size()) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "The parameter vector has " + values.length + " elements, but the layout needs " + layout.size()
                            + ".",
                    "The layout is: " + layout + ".");
        }
        return checked(layout, values.clone());
    }

    /**
     * Makes parameters from named tensors.
     *
     * @param layout the layout
     * @param tensors row-major values by name; every name of the layout is required, others are ignored
     * @return the parameters
     * @throws NtkException {@link ErrorId#UNKNOWN_PARAMETER} if a name is missing, {@link ErrorId#SHAPE_MISMATCH} for a
     *     wrong length, {@link ErrorId#NON_FINITE} for NaN or Inf
     */
    public static Parameters of(ParameterLayout layout, Map<String, double[]> tensors) {
        double[] values = new double[layout.size()];
        for (ParameterTensor tensor : layout.tensors()) {
            double[] source = tensors.get(tensor.name());
            if (source == null) {
                throw new NtkException(
                        ErrorId.UNKNOWN_PARAMETER,
                        "No values were given for parameter tensor '" + tensor.name() + "' of shape " + tensor.shape()
                                + ".",
                        "The given tensors are: " + String.join(", ", tensors.keySet()) + ".");
            }
            if (source.length != tensor.size()) {
                throw new NtkException(
                        ErrorId.SHAPE_MISMATCH,
                        "Parameter tensor '" + tensor.name() + "' has " + source.length
                                + " elements, but the model needs shape " + tensor.shape() + ".",
                        "Check that the checkpoint belongs to this cell and these sizes.");
            }
            System.arraycopy(source, 0, values, tensor.offset(), source.length);
        }
        return checked(layout, values);
    }

    /**
     * {@return the same values, whose tensors results name otherwise}
     *
     * @param names what results call tensors, by the names of the layout; a tensor without an entry keeps its own
     */
    public Parameters labelled(Map<String, String> names) {
        return new Parameters(layout, values, Map.copyOf(names));
    }

    /**
     * {@return what results call a tensor}
     *
     * @param name its name in the layout
     */
    public String label(String name) {
        return labels.getOrDefault(name, name);
    }

    /** {@return the layout} */
    public ParameterLayout layout() {
        return layout;
    }

    /** {@return a copy of θ, {@code [M]}} */
    public double[] toArray() {
        return values.clone();
    }

    /**
     * {@return a copy of one tensor, row-major}
     *
     * @param name its name
     */
    public double[] tensor(String name) {
        ParameterTensor tensor = layout.tensor(name);
        return Arrays.copyOfRange(values, tensor.offset(), tensor.offset() + tensor.size());
    }
}
