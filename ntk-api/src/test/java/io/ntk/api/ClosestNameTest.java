package io.ntk.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClosestNameTest {
    private static final List<String> CELLS = List.of("gru", "lstm", "rnn_tanh", "rnn_relu", "leaky");

    @ParameterizedTest
    @CsvSource({
        "gru, gru",
        "GRU, gru",
        "grv, gru",
        "gr, gru",
        "grru, gru",
        "rgu, gru",
        "lsmt, lstm",
        "leeky, leaky",
        "lekay, leaky",
        "rnn_rleu, rnn_relu",
        "rnntahn, rnn_tanh",
    })
    void offersTheNearestName(String given, String expected) {
        assertThat(ClosestName.of(given, CELLS)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"transformer", "xyz", "g", "rgx", "sltm1", "mlp", "leaky_integrate"})
    void offersNothingThatIsFar(String given) {
        assertThat(ClosestName.of(given, CELLS)).isEmpty();
    }

    @Test
    void prefersTheNearerName() {
        assertThat(ClosestName.of("weight_hx_l0", List.of("weight_ih_l0", "weight_hh_l0")))
                .contains("weight_hh_l0");
        assertThat(ClosestName.of("weight_hx_l0", List.of("weight_hh_l0", "weight_ih_l0")))
                .contains("weight_hh_l0");
    }

    @Test
    void remedyOffersAndLists() {
        assertThat(ClosestName.remedy("grv", List.of("gru", "lstm")))
                .isEqualTo("Did you mean 'gru'? Known are: gru, lstm.");
        assertThat(ClosestName.remedy("transformer", List.of("gru", "lstm"))).isEqualTo("Known are: gru, lstm.");
        assertThat(ClosestName.remedy("gru", List.of())).isEqualTo("None is known.");
    }
}
