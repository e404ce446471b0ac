package io.ntk.api.model;

import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.Elementary;
import io.ntk.api.cell.ParameterLayout;
import java.util.List;

/**
 * An array of which only the width is known: equations that run on such arrays tell the shape of what they return. Every operation
 * makes a new one, so that an array that the equations return untouched is told from a function of it by identity.
 */
final class Width {
    private final int columns;

    Width(int columns) {
        this.columns = columns;
    }

    int columns() {
        return columns;
    }

    /** {@return the operations, which may rely on arguments that fit} */
    static CellMath<Width> math() {
        return new Operations();
    }

    /** {@return parameters of the shapes of a layout} */
    static CellParameters<Width> parameters(ParameterLayout layout) {
        return new Shapes(layout);
    }

    private record Shapes(ParameterLayout layout) implements CellParameters<Width> {
        @Override
        public Width affine(String weight, String bias, Width x) {
            return linear(weight, x);
        }

        @Override
        public Width linear(String weight, Width x) {
            return new Width(layout.tensor(weight).rows());
        }

        @Override
        public Width vector(String vector) {
            return new Width(layout.tensor(vector).rows());
        }
    }

    private static final class Operations implements CellMath<Width> {
        @Override
        public int width(Width a) {
            return a.columns;
        }

        @Override
        public Width add(Width a, Width b) {
            return new Width(a.columns);
        }

        @Override
        public Width subtract(Width a, Width b) {
            return new Width(a.columns);
        }

        @Override
        public Width multiply(Width a, Width b) {
            return new Width(a.columns);
        }

        @Override
        public Width divide(Width a, Width b) {
            return new Width(a.columns);
        }

        @Override
        public Width scale(Width a, double factor) {
            return new Width(a.columns);
        }

        @Override
        public Width shift(Width a, double offset) {
            return new Width(a.columns);
        }

        @Override
        public Width apply(Elementary f, Width a) {
            return new Width(a.columns);
        }

        @Override
        public Width slice(Width a, int from, int to) {
            return new Width(to - from);
        }

        @Override
        public Width concat(List<Width> arrays) {
            return new Width(arrays.stream().mapToInt(Width::columns).sum());
        }

        @Override
        public Width time() {
            return new Width(1);
        }
    }
}
