package io.ntk.cli.figure;

import io.ntk.api.spi.Problem;
import java.util.List;

/**
 * A network of the study and what was found on it.
 *
 * @param name its name
 * @param description cell, task, what is observed and differentiated
 * @param order the number n of rows of its kernels
 * @param parameters how many parameters are differentiated
 * @param alignment of its two kernels, exactly
 * @param cells one for each method, budget and precision
 */
record StudiedNetwork(
        String name, String description, long order, int parameters, double alignment, List<CoverageCell> cells) {

    static StudiedNetwork of(StudyNetwork network, Problem problem, double alignment, List<CoverageCell> cells) {
        return new StudiedNetwork(
                network.name(),
                String.join(", ", problem.model().name(), network.task().name(), network.remark()),
                problem.observedShape().size(),
                problem.selectedLayout().size(),
                alignment,
                cells);
    }
}
