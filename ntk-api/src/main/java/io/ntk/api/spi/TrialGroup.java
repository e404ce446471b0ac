package io.ntk.api.spi;

import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.RowPlaces;
import io.ntk.api.model.Indices;
import io.ntk.api.model.Observable;
import io.ntk.api.model.Restriction;
import io.ntk.api.model.ValidSteps;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Some trials of a problem, as a problem that ends with the last step of the longest of them. Nothing restricts it but maybe the ends of
 * the other trials.
 *
 * @param trials the trials
 * @param problem the problem of these
 * @param observations where what is observed of them lies in what is observed of all
 * @param perturbations likewise
 */
record TrialGroup(Indices trials, Problem problem, RowPlaces observations, RowPlaces perturbations) {
    /**
     * Makes groups, each of which runs all of its trials to the end of the longest.
     *
     * @param all the problem of all trials
     * @param used its {@link Problem#usedSteps}
     * @param groups the trials of each group, each with at least one step
     * @return the groups
     */
    static List<TrialGroup> of(Problem all, int[] used, List<Indices> groups) {
        IndexShape perturbed = all.perturbationShape();
        return groups.stream().map(trials -> of(all, used, perturbed, trials)).toList();
    }

    /**
     * Makes one group of all trials, each of which ends by itself, those without steps at once.
     *
     * @param all the problem of all trials, at least one of which has steps; it observes no final value
     * @param used its {@link Problem#usedSteps}
     * @return the group
     */
    static TrialGroup ofUnlikeLengths(Problem all, int[] used) {
        int steps = Arrays.stream(used).max().orElseThrow();
        double[] valid = new double[Math.multiplyExact(used.length, steps)];
        for (int trial = 0; trial < used.length; trial++) {
            Arrays.fill(valid, trial * steps, trial * steps + used[trial], 1);
        }
        Problem problem = new Problem(
                all.model(),
                all.parameters(),
                all.inputs().first(steps),
                all.initialState(),
                all.observable(),
                all.selection(),
                all.precision(),
                all.kept(),
                Restriction.NONE.withValid(ValidSteps.of(used.length, steps, valid)));
        Indices trials = Indices.range(0, used.length);
        return new TrialGroup(
                trials,
                problem,
                observations(all, used, trials, problem),
                perturbations(all.perturbationShape(), used, trials, steps));
    }

    private static TrialGroup of(Problem all, int[] used, IndexShape perturbed, Indices trials) {
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
