package io.ntk.estimators.network;

import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.Problem;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The metrics of networks that ntk comes with. */
public final class NetworkMetrics {
    private static final List<NetworkMetric> OF_STATES =
            List.of(new RepresentationAlignment(), new CentredKernelAlignment(), new ParticipationRatio());

    private static final List<BiFunction<String, String, NetworkMetric>> OF_TENSORS =
            List.of(WeightChange::new, SignAgreement::new);

    private NetworkMetrics() {}

    /**
     * {@return those of states, then those of each parameter tensor, in the order in which they are shown}
     *
     * @param layout the parameters of the networks
     * @param label gives what a tensor is called
     */
    static List<NetworkMetric> of(ParameterLayout layout, UnaryOperator<String> label) {
        Stream<NetworkMetric> ofTensors = OF_TENSORS.stream()
                .flatMap(metric -> layout.names().stream().map(name -> metric.apply(name, label.apply(name))));
        return Stream.concat(OF_STATES.stream(), ofTensors).toList();
    }

    /**
     * {@return those of states, then those of each parameter tensor that takes part in what is observed, differentiated or not: of
     * a readout's if outputs are observed; in the order in which they are shown}
     *
     * @param problem one of the networks that are compared
     */
    public static List<NetworkMetric> of(Problem problem) {
        RecurrentModel model = problem.model();
        return of(
                problem.observable().isOutput()
                        ? model.layout()
                        : model.cell().parameters(model.inputSize(), model.hiddenSize()),
                problem.parameters()::label);
    }
}
