package io.ntk.io.pickle;

/** Python's {@code None}. */
public enum None {
    /** The only value. */
    NONE
}
