package io.ntk.io.arrays;

import java.util.List;

/**
 * One tensor as the header of a safetensors file describes it, nothing of which is checked yet.
 *
 * @param begin where its bytes begin, counted from the end of the header
 * @param end where they end
 */
record SafetensorsEntry(String name, String dtype, List<Long> shape, long begin, long end) {}
