package io.ntk.io.arrays;

/** What is known of every Deflate stream. */
final class Deflate {
    /** Deflate encodes at most 258 bytes in two bits, so it expands a byte to at most 1032 bytes. */
    static final long MOST_EXPANSION = 1032;

    private Deflate() {}
}
