package io.ntk.cells;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * An expression with what the rules need to know of it.
 *
 * @param node the expression
 * @param shape its shape
 * @param varies whether it depends on the input, the state or the time
 * @param parameters the parameters in it, as long as it does not vary
 * @param text how it is written, for messages
 */
record Typed(Node node, Shape shape, boolean varies, SortedSet<String> parameters, String text) {
    static final SortedSet<String> NO_PARAMETERS = java.util.Collections.unmodifiableSortedSet(new TreeSet<>());

    /** {@return an expression that varies from step to step} */
    static Typed varying(Node node, Shape shape, String text) {
        return new Typed(node, shape, true, NO_PARAMETERS, text);
    }

    /** {@return an expression without parameters that is the same in every step} */
    static Typed constant(Node node, Shape shape, String text) {
        return new Typed(node, shape, false, NO_PARAMETERS, text);
    }

    Typed as(Node other, Shape otherShape, String otherText) {
        return new Typed(other, otherShape, varies, parameters, otherText);
    }

    /** {@return the parameters of both} */
    SortedSet<String> parametersWith(Typed other) {
        TreeSet<String> both = new TreeSet<>(parameters);
        both.addAll(other.parameters);
        return both;
    }

    @Override
    public String toString() {
        return text + " " + (shape.isNumber() ? "(a number)" : "of shape " + shape);
    }
}
