package io.ntk.training;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.model.ParameterSelection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The factors on random initial parameters.
 *
 * @param all the factor on tensors that no pattern matches, positive and finite
 * @param byTensor factors by pattern, such as {@code weight_hh*}, positive and finite; of several that match, the last holds
 */
public record InitialScale(double all, Map<String, Double> byTensor) {
    /** Checks the numbers, and copies the entries. */
    public InitialScale {
        byTensor = Collections.unmodifiableMap(new LinkedHashMap<>(byTensor));
        requirePositive("initial scale", all);
        byTensor.forEach((pattern, scale) -> requirePositive("initial scale of '" + pattern + "'", scale));
    }

    /**
     * Scales all tensors alike.
     *
     * @param all the factor
     */
    public InitialScale(double all) {
        this(all, Map.of());
    }

    private static void requirePositive(String what, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT, "The " + what + " is " + value + ".", "Give a positive, finite number.");
        }
    }

    /**
     * Reads factors as users write them.
     *
     * @param entries each {@code S}, or {@code TENSOR=S} in which the tensor may be a pattern
     * @return the factors, 1 where nothing is said
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for any other text, or one tensor or all tensors said twice
     */
    public static InitialScale parse(List<String> entries) {
        double all = 1;
        boolean said = false;
        Map<String, Double> byTensor = new LinkedHashMap<>();
        for (String entry : entries) {
            int sign = entry.lastIndexOf('=');
            String pattern = entry.substring(0, Math.max(0, sign)).strip();
            double scale = number(entry, entry.substring(sign + 1).strip());
            boolean twice = sign < 0 ? said : byTensor.put(pattern, scale) != null;
            if (twice || (sign >= 0 && pattern.isEmpty())) {
                throw refused(entry, twice ? "is the second of its kind" : "names no tensor");
            }
            if (sign < 0) {
                all = scale;
                said = true;
            }
        }
        return new InitialScale(all, byTensor);
    }

    private static double number(String entry, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw refused(entry, "does not end in a number");
        }
    }

    private static NtkException refused(String entry, String how) {
        return new NtkException(
                ErrorId.INVALID_ARGUMENT,
                "The initial scale '" + entry + "' " + how + ".",
                "Give one number for all tensors, and TENSOR=NUMBER for some, as in weight_hh=1.5.");
    }

    /** {@return the factors as {@link #parse} reads them, that on all tensors first} */
    public List<String> entries() {
        List<String> entries = new ArrayList<>(List.of(Double.toString(all)));
        byTensor.forEach((pattern, scale) -> entries.add(pattern + "=" + scale));
        return entries;
    }

    /**
     * {@return the factor on each tensor}
     *
     * @throws NtkException {@link ErrorId#UNKNOWN_PARAMETER} if a pattern matches no tensor
     */
    Map<String, Double> factors(ParameterLayout layout) {
        Map<String, Double> factors = new LinkedHashMap<>();
        layout.names().forEach(name -> factors.put(name, all));
        byTensor.forEach((pattern, scale) -> ParameterSelection.of(List.of(pattern))
                .select(layout)
                .names()
                .forEach(name -> factors.put(name, scale)));
        return factors;
    }
}
