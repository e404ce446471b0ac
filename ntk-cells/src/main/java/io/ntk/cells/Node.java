package io.ntk.cells;

import java.io.Serializable;
import java.util.List;

/**
 * An expression whose names, shapes and rules have been checked. It says nothing about where it stood in the file. Numbers
 * and vectors of length 1 spread over whatever they meet.
 */
sealed interface Node extends Serializable {
    /**
     * Interprets this node.
     *
     * @param <V> the kind of value
     * @param interpreter gives each kind of node a value
     */
    <V> V accept(Interpreter<V> interpreter);

    /**
     * A meaning of expressions.
     *
     * @param <V> the kind of value
     */
    interface Interpreter<V> {
        V number(double value);

        V size(Size size);

        V constant(String name);

        V tensor(String name);

        V defined(Defined weight);

        V input();

        V state(int part);

        V time();

        V local(int index);

        V sum(List<Term> terms);

        V product(Node left, Node right);

        V quotient(Node left, Node right);

        V call(String function, Node argument);

        V transposed(Node matrix);

        V selected(Selected selected);

        V joined(Joined joined);

        V matrixVector(Node matrix, Node vector);
    }

    /** A number that stands in the file. */
    record Literal(double value) implements Node {
        @Override
        public <V> V accept(Interpreter<V> interpreter) {
            return interpreter.number(value);
        }
    }

    /** A length as a number. */
    record Length(Size size) implements Node {
        @Override
        public <V> V accept(Interpreter<V> interpreter) {
            return interpreter.size(size);
        }
    }

    /** A constant that is a number. */
    record Constant(String name) implements Node {
        @Override
        public <V> V accept(Interpreter<V> interpreter) {
            return interpreter.constant(name);
        }
    }

    /** A parameter, or a constant that is an array. */
    record Tensor(String name) implements Node {
        @Override
        public <V> V accept(Interpreter<V> interpreter) {
            return interpreter.tensor(name);
        }
    }

    /**
     * A weight made of a tensor: a line under {@code weights}, or a matrix computed where it is used.
     *
     * @param name its name, or its text
     * @param definition what it is made of
     */
    record Defined(String name, Node definition) implements Node {
        @Override
        public <V> V accept(Interpreter<V> interpreter) {
            return interpreter.defined(this);
        }
    }

    /** The input x. */
    record Input() implements Node {
        @Override
        public <V> V accept(Interpreter<V> interpreter) {
            return interpreter.input();
        }
    }

    /** A part of the state: before the step in equations of the step, after it in the output. */
    record State(int part) implements Node {
        @Override
        public <V> V accept(Interpreter<V> interpreter) {
            return interpreter.state(part);
        }
    }

    /** The time t: the index of the step, or for a vector field the time itself. */
    record Time() implements Node {
        @Override
        public <V> V accept(Interpreter<V> interpreter) {
            return interpreter.time();
        }
    }

    /** What an equation of the step defined, by its position among the equations. */
    record Local(int index) implements Node {
        @Override
        public <V> V accept(Interpreter<V> interpreter) {
            return interpreter.local(index);
        }
    }

    /**
     * A term of a sum.
     *
     * @param negative whether it is subtracted
     * @param node the term
     */
    record Term(boolean negative, Node node) implements Serializable {}

    /** The sum of all terms. */
    record Sum(List<Term> terms) implements Node {
        @Override
        public <V> V accept(Interpreter<V> interpreter) {
            return interpreter.sum(terms);
        }
    }

    /** The product, entry by entry. */
    record Product(Node left, Node right) implements Node {
        @Override
        public <V> V accept(Interpreter<V> interpreter) {
            return interpreter.product(left, right);
        }
    }

    /** The quotient, entry by entry. */
    record Quotient(Node left, Node right) implements Node {
        @Override
        public <V> V accept(Interpreter<V> interpreter) {
            return interpreter.quotient(left, right);
        }
    }

    /** A function of each entry: the name of an elementary function or of a declared one. */
    record Call(String function, Node argument) implements Node {
        @Override
        public <V> V accept(Interpreter<V> interpreter) {
            return interpreter.call(function, argument);
        }
    }

    /** A matrix with its axes exchanged. */
    record Transposed(Node matrix) implements Node {
        @Override
        public <V> V accept(Interpreter<V> interpreter) {
            return interpreter.transposed(matrix);
        }
    }

    /**
     * Some entries, by axis.
     *
     * @param node a vector or a matrix
     * @param ranges a range for each axis
     * @param text how it is written, for messages and as the name of what is used
     */
    record Selected(Node node, List<Range> ranges, String text) implements Node {
        @Override
        public <V> V accept(Interpreter<V> interpreter) {
            return interpreter.selected(this);
        }
    }

    /**
     * Vectors end to end.
     *
     * @param parts the vectors
     * @param lengths their lengths
     */
    record Joined(List<Node> parts, List<Size> lengths) implements Node {
        @Override
        public <V> V accept(Interpreter<V> interpreter) {
            return interpreter.joined(this);
        }
    }

    /** A matrix times a vector. */
    record MatrixVector(Node matrix, Node vector) implements Node {
        @Override
        public <V> V accept(Interpreter<V> interpreter) {
            return interpreter.matrixVector(matrix, vector);
        }
    }
}
