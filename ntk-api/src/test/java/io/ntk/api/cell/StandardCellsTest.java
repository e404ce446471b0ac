package io.ntk.api.cell;

import static io.ntk.api.ErrorId.INVALID_ARGUMENT;
import static io.ntk.api.Refusals.assertRefused;
import static io.ntk.api.cell.Steps.C;
import static io.ntk.api.cell.Steps.H;
import static io.ntk.api.cell.Steps.assertParts;
import static io.ntk.api.cell.Steps.step;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StandardCellsTest {
    private static CellProvider provider(String name) {
        return ServiceLoader.load(CellProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(found -> found.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<double[][]> stepped(Cell cell) {
        return cell.stateParts() == 2 ? step(cell, H, C) : step(cell, H);
    }

    @Test
    void serviceLoaderFindsThemAll() {
        assertThat(ServiceLoader.load(CellProvider.class))
                .extracting(CellProvider::name)
                .containsExactlyInAnyOrder("rnn_tanh", "rnn_relu", "gru", "lstm", "leaky");
        assertThat(provider("rnn_tanh").aliases()).containsExactly("rnn");
        assertThat(provider("gru").aliases()).isEmpty();
        assertThat(ServiceLoader.load(CellProvider.class))
                .allSatisfy(
                        found -> assertThat(found.description()).isNotBlank().doesNotContain("\n"));
    }

    @Test
    void namesMeanTheirEquations() {
        CellOptions options = CellOptions.DEFAULT;
        assertParts(
                stepped(provider("rnn_tanh").create(options)),
                stepped(new RnnCell(RnnCell.Activation.TANH, true)).get(0));
        assertParts(
                stepped(provider("rnn_relu").create(options)),
                stepped(new RnnCell(RnnCell.Activation.RELU, true)).get(0));
        assertParts(
                stepped(provider("gru").create(options)),
                stepped(new GruCell(true)).get(0));
        assertParts(
                stepped(provider("lstm").create(options)),
                stepped(new LstmCell(true)).toArray(double[][][]::new));
        assertParts(
                stepped(provider("leaky").create(options)),
                stepped(new EulerCell(new LeakyField(false), 0.1)).get(0));
        assertParts(
                stepped(provider("leaky").create(options.withDt(0.3).withBias(true))),
                stepped(new EulerCell(new LeakyField(true), 0.3)).get(0));
    }

    @ParameterizedTest
    @CsvSource({"rnn_tanh, true", "rnn_relu, true", "gru, true", "lstm, true", "leaky, false"})
    void biasesAreTheCellsOwnUnlessSaid(String name, boolean usual) {
        CellProvider provider = provider(name);
        CellOptions options = CellOptions.DEFAULT;
        assertThat(hasBias(provider.create(options))).isEqualTo(usual);
        assertThat(hasBias(provider.create(options.withBias(true)))).isTrue();
        assertThat(hasBias(provider.create(options.withBias(false)))).isFalse();
    }

    private static boolean hasBias(Cell cell) {
        return cell.parameters(2, 2).names().stream().anyMatch(name -> name.startsWith("bias"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rnn_tanh", "rnn_relu", "gru", "lstm"})
    void aBiasMayBeAbsent(String name) {
        CellProvider provider = provider(name);
        for (String absent : provider.optionalTensors()) {
            Cell cell = provider.create(CellOptions.DEFAULT.withAbsent(Set.of(absent)));
            assertThat(cell.parameters(2, 2).names())
                    .hasSize(3)
                    .doesNotContain(absent)
                    .contains("weight_ih", "weight_hh");
        }
        assertThat(hasBias(provider.create(CellOptions.DEFAULT.withAbsent(provider.optionalTensors()))))
                .isFalse();
        assertThat(provider.create(CellOptions.DEFAULT.withLayers(2).withAbsent(Set.of("bias_hh")))
                        .parameters(2, 2)
                        .names())
                .contains("bias_ih_l0", "bias_ih_l1")
                .doesNotContain("bias_hh_l0", "bias_hh_l1");
    }

    @Test
    void ratesAreReadWithoutTheirNonlinearity() {
        assertThat(provider("leaky").readoutOf()).isEqualTo("the state itself, not tanh of it");
        assertThat(provider("gru").readoutOf()).isEqualTo("the state itself");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rnn_tanh", "rnn_relu", "gru", "lstm", "leaky"})
    void layersAreStacked(String name) {
        CellProvider provider = provider(name);
        Cell one = provider.create(CellOptions.DEFAULT);
        Cell three = provider.create(CellOptions.DEFAULT.withLayers(3));
        assertThat(three.stateParts()).isEqualTo(3 * one.stateParts());
        assertThat(three.parameters(2, 4).names()).contains("weight_hh_l0", "weight_hh_l2");
        assertThat(one.parameters(2, 4).names()).contains("weight_hh");
        assertRefused(
                INVALID_ARGUMENT,
                "The number of layers is 0. Give at least 1.",
                () -> provider.create(CellOptions.DEFAULT.withLayers(0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rnn_tanh", "rnn_relu", "gru", "lstm"})
    void discreteCellsRefuseATimeStep(String name) {
        assertRefused(
                INVALID_ARGUMENT,
                "Cell '" + name + "' was given dt = 0.5, but it is a map in discrete time. "
                        + "Leave dt out, or choose a continuous-time cell such as leaky.",
                () -> provider(name).create(CellOptions.DEFAULT.withDt(0.5)));
    }

    @Test
    void leakyChecksItsTimeStep() {
        assertRefused(
                INVALID_ARGUMENT,
                "The time step dt is -1.0. Give a positive, finite number.",
                () -> provider("leaky").create(CellOptions.DEFAULT.withDt(-1)));
    }

    @Test
    void optionsChangeOneThingAtATime() {
        CellOptions options = CellOptions.DEFAULT.withLayers(2).withBias(false).withDt(0.5);
        assertThat(options.layers()).isEqualTo(2);
        assertThat(options.bias()).contains(false);
        assertThat(options.dt()).hasValue(0.5);
        assertThat(CellOptions.DEFAULT.bias()).isEmpty();
        assertThat(CellOptions.DEFAULT.dt()).isEmpty();
        assertThat(CellOptions.DEFAULT.layers()).isEqualTo(1);
    }
}
