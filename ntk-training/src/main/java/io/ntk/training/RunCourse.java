package io.ntk.training;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a run goes on beyond what it learns: what it writes, and what computes it. It is kept, because numbers of another engine or another
 * number of threads differ in their last bits.
 *
 * @param steps the training steps in all that the run is for, at least 1
 * @param saveEvery the steps between checkpoints; only the first and the last if absent
 * @param tracking how kernels are followed, if they are
 * @param engine what computes
 */
public record RunCourse(int steps, OptionalInt saveEvery, Optional<TrackingPlan> tracking, EngineChoice engine) {}
