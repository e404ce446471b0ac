package io.ntk.api.cell;

/**
 * The operations that act on each number of an array alone: arithmetic, and the {@link Elementary} functions. Operations on
 * two arrays need equal shapes.
 *
 * @param <A> the array type
 */
public interface ElementwiseMath<A> {
    /**
     * {@return a + b, element by element}
     *
     * @param a an array
     * @param b an array of the same width
     */
    A add(A a, A b);

    /**
     * {@return a − b, element by element}
     *
     * @param a an array
     * @param b an array of the same width
     */
    A subtract(A a, A b);

    /**
     * {@return a · b, element by element}
     *
     * @param a an array
     * @param b an array of the same width
     */
    A multiply(A a, A b);

    /**
     * {@return a / b, element by element}
     *
     * @param a an array
     * @param b an array of the same width, without zeros
     */
    A divide(A a, A b);

    /**
     * {@return a · factor}
     *
     * @param a an array
     * @param factor a constant
     */
    A scale(A a, double factor);

    /**
     * {@return a + offset, element by element}
     *
     * @param a an array
     * @param offset a constant
     */
    A shift(A a, double offset);

    /**
     * {@return f(a), element by element}
     *
     * @param f the function
     * @param a an array within the function's domain
     */
    A apply(Elementary f, A a);

    /**
     * {@return tanh(a)}
     *
     * @param a an array
     */
    default A tanh(A a) {
        return apply(Elementary.TANH, a);
    }

    /**
     * {@return 1 / (1 + exp(−a))}
     *
     * @param a an array
     */
    default A sigmoid(A a) {
        return apply(Elementary.SIGMOID, a);
    }

    /**
     * {@return max(a, 0); its derivative at 0 is taken as 0}
     *
     * @param a an array
     */
    default A relu(A a) {
        return apply(Elementary.RELU, a);
    }

    /**
     * {@return log(1 + exp(a))}
     *
     * @param a an array
     */
    default A softplus(A a) {
        return apply(Elementary.SOFTPLUS, a);
    }

    /**
     * {@return exp(a)}
     *
     * @param a an array
     */
    default A exp(A a) {
        return apply(Elementary.EXP, a);
    }

    /**
     * {@return the natural logarithm of a}
     *
     * @param a an array of positive numbers
     */
    default A log(A a) {
        return apply(Elementary.LOG, a);
    }

    /**
     * {@return √a}
     *
     * @param a an array of positive numbers
     */
    default A sqrt(A a) {
        return apply(Elementary.SQRT, a);
    }

    /**
     * {@return |a|; its derivative at 0 is taken as 0}
     *
     * @param a an array
     */
    default A abs(A a) {
        return apply(Elementary.ABS, a);
    }

    /**
     * {@return sin(a), a being in radians}
     *
     * @param a an array
     */
    default A sin(A a) {
        return apply(Elementary.SIN, a);
    }

    /**
     * {@return cos(a), a being in radians}
     *
     * @param a an array
     */
    default A cos(A a) {
        return apply(Elementary.COS, a);
    }

    /**
     * {@return 1 / a}
     *
     * @param a an array without zeros
     */
    default A reciprocal(A a) {
        return apply(Elementary.RECIPROCAL, a);
    }
}
