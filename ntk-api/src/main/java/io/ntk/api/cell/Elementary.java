package io.ntk.api.cell;

/**
 * The functions of one number that the vocabulary of cells applies element by element. This is the one place where a
 * function is defined and differentiated; an engine only says which of its own operations computes it.
 */
public enum Elementary {
    /** tanh x. */
    TANH,
    /** 1 / (1 + exp(−x)), the logistic function. */
    SIGMOID,
    /** max(x, 0). Its derivative at 0 is taken as 0. */
    RELU,
    /** log(1 + exp(x)). */
    SOFTPLUS,
    /** exp x. */
    EXP,
    /** The natural logarithm, for x > 0. */
    LOG,
    /** √x, for x > 0. */
    SQRT,
    /** |x|. Its derivative at 0 is taken as 0. */
    ABS,
    /** sin x, for an angle in radians. */
    SIN,
    /** cos x, for an angle in radians. */
    COS,
    /** 1 / x, for x ≠ 0. */
    RECIPROCAL,
    /** 1 for x > 0, else 0: the derivative of relu. Its own derivative is taken as 0 everywhere. */
    STEP,
    /** 1 − x²: the derivative of tanh where its value is x. */
    TANH_SLOPE,
    /** x (1 − x): the derivative of the logistic function where its value is x. */
    SIGMOID_SLOPE;

    /**
     * {@return the function's value, as exact as {@link Math}; infinite or NaN outside its domain}
     *
     * @param x any number
     */
    public double value(double x) {
        return switch (this) {
            case TANH -> Math.tanh(x);
            case SIGMOID -> 1 / (1 + Math.exp(-x));
            case RELU -> Math.max(x, 0);
            // Never overflows, unlike the definition.
            case SOFTPLUS -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
            case EXP -> Math.exp(x);
            case LOG -> Math.log(x);
            case SQRT -> Math.sqrt(x);
            case ABS -> Math.abs(x);
            case SIN -> Math.sin(x);
            case COS -> Math.cos(x);
            case RECIPROCAL -> 1 / x;
            case STEP -> x > 0 ? 1 : 0;
            case TANH_SLOPE -> 1 - x * x;
            case SIGMOID_SLOPE -> x * (1 - x);
        };
    }

    /**
     * {@return f′(x), element by element, written in the vocabulary itself}
     *
     * @param math the operations of an engine
     * @param x the argument
     * @param y the value f(x), where it is needed already computed
     * @param <A> the engine's array type
     */
    public <A> A derivative(ElementwiseMath<A> math, A x, A y) {
        return switch (this) {
            case TANH -> math.apply(TANH_SLOPE, y);
            case SIGMOID -> math.apply(SIGMOID_SLOPE, y);
            case RELU -> math.apply(STEP, x);
            case SOFTPLUS -> math.sigmoid(x);
            case EXP -> y;
            case LOG -> math.reciprocal(x);
            case SQRT -> math.scale(math.reciprocal(y), 0.5);
            case ABS -> math.subtract(math.apply(STEP, x), math.apply(STEP, math.scale(x, -1)));
            case SIN -> math.cos(x);
            case COS -> math.scale(math.sin(x), -1);
            case RECIPROCAL -> math.scale(math.multiply(y, y), -1);
            case STEP -> math.scale(x, 0);
            case TANH_SLOPE -> math.scale(x, -2);
            case SIGMOID_SLOPE -> math.shift(math.scale(x, -2), 1);
        };
    }

    /**
     * {@return f′(x)}
     *
     * @param x any number
     */
    public double derivative(double x) {
        return derivative(Numbers.MATH, x, value(x));
    }

    /** The vocabulary on single numbers. */
    private static final class Numbers implements ElementwiseMath<Double> {
        static final Numbers MATH = new Numbers();

        @Override
        public Double add(Double a, Double b) {
            return a + b;
        }

        @Override
        public Double subtract(Double a, Double b) {
            return a - b;
        }

        @Override
        public Double multiply(Double a, Double b) {
            return a * b;
        }

        @Override
        public Double divide(Double a, Double b) {
            return a / b;
        }

        @Override
        public Double scale(Double a, double factor) {
            return a * factor;
        }

        @Override
        public Double shift(Double a, double offset) {
            return a + offset;
        }

        @Override
        public Double apply(Elementary f, Double a) {
            return f.value(a);
        }
    }
}
