package io.ntk.training;

/**
 * What one training step found, before it changed the parameters, on a batch that the network had never seen.
 *
 * @param step the number of the step, from 1
 * @param loss the mean squared error
 * @param accuracy the fraction of right answers, by the task's definition
 * @param gradientNorm ‖∂loss/∂θ‖, before clipping
 * @param seconds the time that the step took
 */
public record StepMetrics(int step, double loss, double accuracy, double gradientNorm, double seconds) {}
