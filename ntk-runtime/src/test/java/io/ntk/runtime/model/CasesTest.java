package io.ntk.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.Precision;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.Observable;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.checkpoint.ReadoutRequest;
import io.ntk.runtime.provider.Cells;
import io.ntk.tck.reference.ReferenceBackend;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Layouts of real files that were refused or misread; the traces are those of PyTorch's autograd in float64. */
class CasesTest {
    private final ModelFiles files = new ModelFiles(Cells.find(CasesTest.class.getClassLoader()));

    private static ArrayReference file(String name, Optional<String> module) {
        try {
            return new ArrayReference(
                    Path.of(Objects.requireNonNull(CasesTest.class.getResource("/cases/" + name), name)
                            .toURI()),
                    module);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private double trace(String name, String module, ModelSettings settings) {
        Problem problem = files.problem(
                file(name + "_before.npz", Optional.of(module).filter(path -> !path.isEmpty())),
                file(name + "_inputs.npy", Optional.empty()),
                settings.withPrecision(Precision.FLOAT64));
        double trace = 0;
        try (Linearization linearization = new ReferenceBackend().linearize(problem)) {
            int size = (int) linearization.observationSpace().dimension();
            for (int i = 0; i < size; i++) {
                double[] unit = new double[size];
                unit[i] = 1;
                try (MultiVector v = linearization.observationSpace().zeros(1)) {
                    v.setColumn(0, unit);
                    MultiVector row = linearization.vjp(v);
                    for (double entry : row.toArray(0)) {
                        trace += entry * entry;
                    }
                    row.close();
                }
            }
        }
        return trace;
    }

    private static Offset<Double> rounding(double value) {
        return Offset.offset(1e-9 * value);
    }

    @Test
    void tiedArraysAreOneModule() {
        ModelSettings leaky = new ModelSettings("leaky").withDt(0.7);
        assertThat(trace("tied", "", leaky)).isCloseTo(172.8948983202688, rounding(172.8));
        assertThat(trace("tied", "rnn", leaky)).isCloseTo(172.8948983202688, rounding(172.8));
        assertThat(trace("tied", "", leaky.withObservable(Observable.OUTPUTS)))
                .isCloseTo(215.93821870398648, rounding(215.9));
    }

    @Test
    void theReadoutMayStandBesideTheModule() {
        ModelSettings outputs =
                new ModelSettings("gru").withObservable(Observable.OUTPUTS).withReadout(ReadoutRequest.parse("dense"));
        assertThat(trace("two_modules", "gru2", outputs)).isCloseTo(18.48757910305664, rounding(18.4));
    }

    @Test
    void aHeadOfSeveralLayersGivesNoOutputs() {
        ModelSettings gru = new ModelSettings("gru");
        assertThat(trace("mlp_head", "", gru)).isCloseTo(87.36441994478402, rounding(87.3));
        assertThatThrownBy(() -> trace("mlp_head", "", gru.withObservable(Observable.OUTPUTS)))
                .hasMessageContaining("'head.0.weight' of shape [4, 6] is followed by 'head.2.weight' of shape [1, 4]");
    }

    @Test
    void anEmbeddingGivesNoOutputs() {
        ModelSettings gru = new ModelSettings("gru");
        assertThat(trace("embedding", "", gru)).isCloseTo(69.76887418756188, rounding(69.7));
        assertThatThrownBy(() -> trace("embedding", "", gru.withObservable(Observable.OUTPUTS)))
                .hasMessageContaining(
                        "'embedding.weight' of shape [9, 6] has as many columns but looks like an embedding");
    }
}
