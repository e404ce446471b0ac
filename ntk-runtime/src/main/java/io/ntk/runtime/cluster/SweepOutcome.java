package io.ntk.runtime.cluster;

/**
 * How a sweep went.
 *
 * @param computed rows that were estimated
 * @param failed rows that were tried and failed
 * @param present rows that were in the results before
 */
public record SweepOutcome(int computed, int failed, int present) {}
