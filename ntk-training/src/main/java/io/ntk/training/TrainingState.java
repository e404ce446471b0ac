package io.ntk.training;

import io.ntk.api.model.Parameters;
import java.util.List;

/**
 * The state that a training needs to resume exactly where it stopped.
 *
 * @param step the number of completed steps
 * @param parameters θ
 * @param memory the vectors of the optimizer, each of the length of θ
 */
record TrainingState(int step, Parameters parameters, List<double[]> memory) {}
