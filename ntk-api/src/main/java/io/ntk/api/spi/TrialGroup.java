package io.ntk.api.spi;

import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.RowPlaces;
import io.ntk.api.model.Indices;
import io.ntk.api.model.Observable;
import io.ntk.api.model.Restriction;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Some trials of a problem, as a problem without restriction that ends with the last step of the longest of them.
 *
 * @param trials the trials
 * @param problem the problem of these
 * @param observations where what is observed of them lies in what is observed of all
 * @param perturbations likewise
 */
record TrialGroup(Indices trials, Problem problem, RowPlaces observations, RowPlaces perturbations) {
    /**
     * Makes a group.
     *
     * @param all the problem of all trials
     * @param used its {@link Problem#usedSteps}
     * @param perturbed its {@link Problem#perturbationShape}
     * @param trials those of the group, each with at least one step
     * @return the group
     */
    static TrialGroup of(Problem all, int[] used, IndexShape perturbed, Indices trials) {
        int steps = trials.stream().map(trial -> used[trial]).max().orElseThrow();
        boolean endTogether = trials.stream().allMatch(trial -> used[trial] == steps);
        Problem problem = new Problem(
                all.model(),
                all.parameters(),
                all.inputs().ofTrials(trials).first(steps),
                all.initialState().ofTrials(trials),
                endTogether ? all.observable() : atAllSteps(all.observable()),
                all.selection(),
                all.precision(),
                all.kept(),
                Restriction.NONE);
        return new TrialGroup(
                trials,
                problem,
                observations(all, used, trials, problem),
                perturbations(perturbed, used, trials, steps));
    }

    private static Observable atAllSteps(Observable observable) {
        return switch (observable) {
            case STATES, FINAL_STATE -> Observable.STATES;
            case OUTPUTS, FINAL_OUTPUT -> Observable.OUTPUTS;
        };
    }

    private static RowPlaces observations(Problem all, int[] used, Indices trials, Problem problem) {
        int steps = problem.observable().isFinal() ? 1 : problem.inputs().steps();
        int[] rows = new int[trials.size() * steps];
        Arrays.fill(rows, RowPlaces.NOWHERE);
        Indices kept = all.restriction().stepsOf(all.inputs().steps());
        for (int i = 0; i < trials.size(); i++) {
            int trial = trials.get(i);
            if (all.observable().isFinal()) {
                rows[i * steps + Math.min(steps, used[trial]) - 1] = trial;
                continue;
            }
            for (int step = 0; step < used[trial]; step++) {
                if (all.restriction().includes(trial, step)) {
                    rows[i * steps + step] = trial * kept.size() + kept.find(step);
                }
            }
        }
        int width = all.model().observedSize(all.observable());
        return RowPlaces.of(
                rows, width, all.restriction().unitsOf(width).stream().toArray());
    }

    private static RowPlaces perturbations(IndexShape perturbed, int[] used, Indices trials, int steps) {
        int allSteps = perturbed.axes().get(1).size();
        int[] rows = new int[trials.size() * steps];
        Arrays.fill(rows, RowPlaces.NOWHERE);
        for (int i = 0; i < trials.size(); i++) {
            for (int step = 0; step < used[trials.get(i)]; step++) {
                rows[i * steps + step] = trials.get(i) * allSteps + step;
            }
        }
        int width = perturbed.axes().get(2).size();
        return RowPlaces.of(rows, width, IntStream.range(0, width).toArray());
    }
}
