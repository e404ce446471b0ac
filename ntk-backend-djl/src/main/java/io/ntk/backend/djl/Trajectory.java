package io.ntk.backend.djl;

import ai.djl.ndarray.NDArray;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.spi.Problem;
import java.util.ArrayList;
import java.util.List;

/** The states that the model went through, all steps as rows {@code [T · B, H]} of a matrix for each state part. */
final class Trajectory implements AutoCloseable {
    private final List<NDArray> previous = new ArrayList<>();
    private final NDArray observed;
    private final double[] shown;

    /** Runs the model, within a frame; throws {@link ErrorId#NON_FINITE} if it leaves the finite numbers. */
    Trajectory(ModelArrays model) {
        Problem problem = model.problem();
        ModelArrays.Run run = model.run(model.parameters(), null);
        requireFinite(problem, run);
        NDArray toShow = model.observedSteps(run.observed());
        this.shown = DjlEngine.download(model.engine().duplicateContiguous(toShow.transpose(1, 0, 2)));
        int observedPart = problem.model().cell().observedPart();
        List<NDArray> parts = new ArrayList<>();
        for (int part = 0; part < model.initialState().size(); part++) {
            List<NDArray> sequence = new ArrayList<>();
            sequence.add(model.initialState().get(part));
            for (List<NDArray> state : run.states()) {
                sequence.add(state.get(part));
            }
            parts.add(DjlEngine.concat(sequence.subList(0, model.steps()), 0));
            if (part == observedPart) {
                parts.add(DjlEngine.concat(sequence.subList(1, model.steps() + 1), 0));
            }
        }
        // Copies: with one step, these are the arrays of the run itself.
        parts.replaceAll(array -> Frame.keep(array.duplicate()));
        this.observed = parts.remove(observedPart + 1);
        this.previous.addAll(parts);
    }

    /** {@return the state before each step, for each part} */
    List<NDArray> previous() {
        return previous;
    }

    /** {@return the observed part of the state after each step} */
    NDArray observed() {
        return observed;
    }

    /** {@return what is observed, row-major in {@link Problem#observedShape()}} */
    double[] shown() {
        return shown;
    }

    private static void requireFinite(Problem problem, ModelArrays.Run run) {
        for (int step = 0; step < run.states().size(); step++) {
            for (NDArray part : run.states().get(step)) {
                requireFinite(problem, "state", step, part);
            }
            if (problem.observable().isOutput()) {
                requireFinite(problem, "output", step, run.observed().get(step));
            }
        }
    }

    private static void requireFinite(Problem problem, String what, int step, NDArray rows) {
        double[] values = DjlEngine.download(rows);
        int width = Math.toIntExact(rows.getShape().get(1));
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new NtkException(
                        ErrorId.NON_FINITE,
                        "The " + what + " of cell '" + problem.model().name() + "' is " + values[i] + " in trial "
                                + i / width + " at step " + step + ", unit " + i % width + ".",
                        "The dynamics explode there: shorten the sequence, or check the weights and inputs.");
            }
        }
    }

    @Override
    public void close() {
        previous.forEach(NDArray::close);
        observed.close();
    }
}
