package io.ntk.training;

/**
 * The metrics of one training step, on a new batch and before the parameters are updated.
 *
 * @param step the number of the step, from 1
 * @param loss the loss that the settings name
 * @param accuracy the fraction of right answers, by the task's definition
 * @param gradientNorm ‖∂loss/∂θ‖, before clipping
 * @param seconds the duration of the step in seconds
 */
public record StepMetrics(int step, double loss, double accuracy, double gradientNorm, double seconds) {}
