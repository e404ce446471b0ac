package io.ntk.cli.command;

import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.flow.ErrorSpectrum;
import io.ntk.estimators.flow.GradientFlow;
import io.ntk.training.flow.FrozenKernel;
import io.ntk.training.flow.ObservedLoss;
import io.ntk.training.loss.Loss;
import io.ntk.training.loss.Targets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What was found of the flow of a model.
 *
 * @param loss which loss
 * @param found its value and the error
 * @param targets what the loss compares the outputs with
 * @param flow what the error does
 * @param norm ‖Θ‖
 * @param alignment of the error with Θ
 * @param spectrum of the error
 * @param groups of trials, if asked for
 * @param prediction of a frozen kernel, if asked for
 */
record FlowFacts(
        Loss loss,
        ObservedLoss found,
        Targets targets,
        GradientFlow flow,
        Estimate norm,
        Estimate alignment,
        ErrorSpectrum spectrum,
        Optional<Groups> groups,
        Optional<Prediction> prediction) {

    /** What groups of trials do to each other. */
    static final class Groups {
        private final List<String> names;
        private final double[][] cosines;
        private final List<List<Estimate>> blocks;

        /** Of so many names a matrix of cosines, NaN where a gradient is zero, and one of blocks. */
        Groups(List<String> names, double[][] cosines, List<List<Estimate>> blocks) {
            this.names = names;
            this.cosines = cosines;
            this.blocks = blocks;
        }

        List<String> names() {
            return names;
        }

        int size() {
            return names.size();
        }

        Stream<Integer> indices() {
            return IntStream.range(0, size()).boxed();
        }

        /** {@return the cosines of the gradient of a group with those of all, NaN where one is zero} */
        double[] cosines(int a) {
            return cosines[a].clone();
        }

        /** {@return the cosine of the gradients of two groups, NaN if one is zero} */
        double cosine(int a, int b) {
            return cosines[a][b];
        }

        /** {@return the alignment of the blocks of two groups} */
        Estimate block(int a, int b) {
            return blocks.get(a).get(b);
        }
    }

    /**
     * What would become of the loss.
     *
     * @param rate the learning rate
     * @param frozen the losses
     */
    record Prediction(double rate, FrozenKernel frozen) {}

    /** {@return the gains of the operators by their names, NaN where one is not defined} */
    Map<String, Double> stages() {
        Map<String, Double> stages = new LinkedHashMap<>();
        flow.stages().forEach(stage -> stages.put(stage.operator(), stage.gain()));
        return stages;
    }

    /** {@return of how many steps the loss is the mean} */
    int counted() {
        return targets.countedPlaces();
    }
}
