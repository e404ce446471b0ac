package io.ntk.cli.figure;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Problem;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import io.ntk.training.task.FlipFlop;
import io.ntk.training.task.MemoryAngle;
import io.ntk.training.task.SineWave;
import io.ntk.training.task.Task;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A network of the study of coverage, as a change of the network of its settings.
 *
 * @param name its name
 * @param remark what it is, beyond its cell and its task
 * @param task where its inputs come from, and what it learns if it is trained
 * @param trained whether its kernels are those before and after training, rather than of two unrelated networks
 * @param change makes its settings of those of the study
 * @param view makes what is observed and differentiated of all states and all recurrent parameters
 */
record StudyNetwork(
        String name,
        String remark,
        Task task,
        boolean trained,
        UnaryOperator<FigureSettings> change,
        UnaryOperator<Problem> view) {

    private static final List<StudyNetwork> ALL = List.of(
            trained("flip-flop", "states", new FlipFlop(), null),
            new StudyNetwork(
                    "untrained",
                    "states, two unrelated networks",
                    new FlipFlop(),
                    false,
                    UnaryOperator.identity(),
                    UnaryOperator.identity()),
            trained("gru", "states", new MemoryAngle(false, false), "gru"),
            observing("gru-outputs", new MemoryAngle(false, false), "gru", Observable.OUTPUTS),
            trained("lstm", "states", new SineWave(), "lstm"),
            observing("lstm-final", new FlipFlop(), "lstm", Observable.FINAL_OUTPUT),
            trained("relu", "states", new MemoryAngle(false, false), "rnn_relu"),
            trained("low-rank", "states", new SineWave(), "low_rank"),
            new StudyNetwork(
                    "one-tensor",
                    "states, weight_hh alone",
                    new SineWave(),
                    true,
                    settings -> settings.withCell("gru"),
                    problem -> problem.withSelection(ParameterSelection.of(List.of("weight_hh*")))),
            new StudyNetwork(
                    "chaotic",
                    "states, four times the initial weights, ten times the steps",
                    new FlipFlop(),
                    true,
                    FigureSettings::chaotic,
                    UnaryOperator.identity()),
            new StudyNetwork(
                    "lazy",
                    "states, a hundredth of the learning rate for a tenth of the steps",
                    new FlipFlop(),
                    true,
                    FigureSettings::lazy,
                    UnaryOperator.identity()));

    private static StudyNetwork trained(String name, String remark, Task task, @Nullable String cell) {
        return new StudyNetwork(name, remark, task, true, ofCell(cell), UnaryOperator.identity());
    }

    private static StudyNetwork observing(String name, Task task, String cell, Observable observed) {
        return new StudyNetwork(
                name,
                observed.label().replace('-', ' '),
                task,
                true,
                ofCell(cell),
                problem -> problem.withObservable(observed).withSelection(ParameterSelection.all()));
    }

    private static UnaryOperator<FigureSettings> ofCell(@Nullable String cell) {
        return cell == null ? UnaryOperator.identity() : settings -> settings.withCell(cell);
    }

    /** {@return the names of all of them} */
    static List<String> names() {
        return ALL.stream().map(StudyNetwork::name).toList();
    }

    /** {@return the network of that name, which is refused with the closest one if there is none} */
    static StudyNetwork named(String name) {
        return ALL.stream()
                .filter(network -> network.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "The study has no network '" + name + "'.",
                        ClosestName.remedy(name, names())));
    }

    /** {@return the network twice: before and after training, or from two seeds} */
    BeforeAfter problems(NtkRuntime runtime, AutodiffBackend backend, FigureSettings study) {
        FigureSettings settings = change.apply(study);
        Networks networks = new Networks(runtime, backend, task);
        BeforeAfter pair = trained ? networks.trained(settings) : networks.untrained(settings);
        return new BeforeAfter(view.apply(pair.before()), view.apply(pair.after()));
    }
}
