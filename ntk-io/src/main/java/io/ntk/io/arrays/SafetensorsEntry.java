package io.ntk.io.arrays;

import java.util.List;

/**
 * One tensor as the header of a safetensors file describes it, before any check.
 *
 * @param begin the offset of its first byte from the end of the header
 * @param end the offset after its last byte
 */
record SafetensorsEntry(String name, String dtype, List<Long> shape, long begin, long end) {}
