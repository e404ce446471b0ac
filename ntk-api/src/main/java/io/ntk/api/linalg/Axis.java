package io.ntk.api.linalg;

/**
 * A named axis of an index set.
 *
 * @param name what the axis counts, such as {@code trial}, {@code time}, {@code unit}
 * @param size how many there are, at least 1
 */
public record Axis(String name, int size) {
    /** The axis of independent input sequences. */
    public static final String TRIAL = "trial";

    /** The axis of steps. */
    public static final String TIME = "time";

    /** The axis of hidden units, or of outputs where those are observed. */
    public static final String UNIT = "unit";

    /** The axis of parameters. */
    public static final String PARAMETER = "parameter";
}
