package io.ntk.training;

import io.ntk.api.model.Parameters;
import java.util.List;

/**
 * All that a training must remember to go on as if it had never stopped.
 *
 * @param step the number of steps made
 * @param parameters θ
 * @param memory the vectors of the optimizer, as long as θ
 */
record TrainingState(int step, Parameters parameters, List<double[]> memory) {}
