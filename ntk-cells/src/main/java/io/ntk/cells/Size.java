package io.ntk.cells;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A length such as {@code 3*H} or {@code H + 1}: an affine function, with whole coefficients, of named lengths that are at
 * least 1.
 */
final class Size implements Serializable {
    private static final long serialVersionUID = 1L;

    static final Size ZERO = of(0);
    static final Size ONE = of(1);

    private final TreeMap<String, Integer> coefficients;
    private final int constant;

    private Size(SortedMap<String, Integer> coefficients, int constant) {
        this.coefficients = new TreeMap<>(coefficients);
        this.coefficients.values().removeIf(coefficient -> coefficient == 0);
        this.constant = constant;
    }

    static Size of(int length) {
        return new Size(new TreeMap<>(), length);
    }

    static Size named(String name) {
        return new Size(new TreeMap<>(Map.of(name, 1)), 0);
    }

    /** @throws ArithmeticException if a coefficient overflows */
    Size plus(Size other) {
        TreeMap<String, Integer> sum = new TreeMap<>(coefficients);
        other.coefficients.forEach((name, coefficient) -> sum.merge(name, coefficient, Math::addExact));
        return new Size(sum, Math.addExact(constant, other.constant));
    }

    /** @throws ArithmeticException if a coefficient overflows */
    Size times(int factor) {
        TreeMap<String, Integer> product = new TreeMap<>(coefficients);
        product.replaceAll((name, coefficient) -> Math.multiplyExact(coefficient, factor));
        return new Size(product, Math.multiplyExact(constant, factor));
    }

    Size minus(Size other) {
        return plus(other.times(-1));
    }

    boolean isNumber() {
        return coefficients.isEmpty();
    }

    /** {@return the part that does not depend on any name} */
    int constant() {
        return constant;
    }

    Set<String> names() {
        return Collections.unmodifiableSet(coefficients.keySet());
    }

    int coefficient(String name) {
        return coefficients.getOrDefault(name, 0);
    }

    /** {@return whether it is at least a bound for all lengths of its names; empty if that depends on them} */
    Optional<Boolean> isAtLeast(int bound) {
        long atOne = constant;
        boolean rises = false;
        boolean falls = false;
        for (int coefficient : coefficients.values()) {
            atOne += coefficient;
            rises |= coefficient > 0;
            falls |= coefficient < 0;
        }
        if (!falls && atOne >= bound) {
            return Optional.of(true);
        }
        return !rises && atOne < bound ? Optional.of(false) : Optional.empty();
    }

    /**
     * {@return the length}
     *
     * @param lengths the length of every name
     * @throws ArithmeticException if it overflows
     */
    int value(Map<String, Integer> lengths) {
        int value = constant;
        for (Map.Entry<String, Integer> term : coefficients.entrySet()) {
            value = Math.addExact(
                    value, Math.multiplyExact(term.getValue(), Objects.requireNonNull(lengths.get(term.getKey()))));
        }
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Size size && constant == size.constant && coefficients.equals(size.coefficients);
    }

    @Override
    public int hashCode() {
        return 31 * coefficients.hashCode() + constant;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        coefficients.forEach((name, coefficient) ->
                append(text, coefficient, Math.abs(coefficient) == 1 ? name : Math.abs(coefficient) + "*" + name));
        if (constant != 0 || coefficients.isEmpty()) {
            append(text, constant, Integer.toString(Math.abs(constant)));
        }
        return text.toString();
    }

    private static void append(StringBuilder text, int sign, String magnitude) {
        String positive = text.isEmpty() ? "" : " + ";
        String negative = text.isEmpty() ? "-" : " - ";
        text.append(sign < 0 ? negative : positive).append(magnitude);
    }
}
