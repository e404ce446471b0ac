package io.ntk.api.model;

import static io.ntk.api.ErrorId.INVALID_ARGUMENT;
import static io.ntk.api.ErrorId.UNKNOWN_PARAMETER;
import static io.ntk.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.cell.ParameterLayout;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterSelectionTest {
    private static final ParameterLayout LAYOUT = layout("weight_ih", "weight_hh", "bias_hh", "readout.weight", "a[1]");

    private static ParameterLayout layout(String... names) {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        for (String name : names) {
            builder.vector(name, 2);
        }
        return builder.build();
    }

    @ParameterizedTest
    @CsvSource({
        "*, 'weight_ih, weight_hh, bias_hh, readout.weight, a[1]'",
        "weight_hh, weight_hh",
        "weight*, 'weight_ih, weight_hh'",
        "*weight*, 'weight_ih, weight_hh, readout.weight'",
        "*_hh, 'weight_hh, bias_hh'",
        "weight_?h, 'weight_ih, weight_hh'",
        "??as_hh, bias_hh",
        "readout.*, readout.weight",
        "a[1], a[1]",
        "'**', 'weight_ih, weight_hh, bias_hh, readout.weight, a[1]'",
        "?[?], a[1]",
    })
    void globsMatchWholeNames(String glob, String expected) {
        assertThat(ParameterSelection.of(List.of(glob)).select(LAYOUT).names())
                .containsExactly(expected.split(", ", -1));
    }

    /** What means something in a regular expression means itself in a glob. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "readout?weights",
                "weight",
                "readout.",
                ".*",
                "weight_[ih]h",
                "a1",
                "(a)",
                "^*",
                "bias_hh$",
                "",
                "?"
            })
    void aGlobThatMatchesNothingIsRefused(String glob) {
        assertRefused(
                UNKNOWN_PARAMETER,
                "No parameter tensor matches '" + glob + "'. " + io.ntk.api.ClosestName.remedy(glob, LAYOUT.names()),
                () -> ParameterSelection.of(List.of(glob)).select(LAYOUT));
    }

    @Test
    void dotsAndQuotesAreLiteral() {
        ParameterLayout layout = layout("a.b", "axb", "\\Ea\\Q");
        assertThat(ParameterSelection.of(List.of("a.b")).select(layout).names()).containsExactly("a.b");
        assertThat(ParameterSelection.of(List.of("\\E*")).select(layout).names())
                .containsExactly("\\Ea\\Q");
    }

    @Test
    void severalGlobsKeepTheLayoutsOrder() {
        ParameterSelection selection = ParameterSelection.of(List.of("bias*", "weight_ih", "*_ih"));
        assertThat(selection.select(LAYOUT)).hasToString("weight_ih[2], bias_hh[2]");
        assertThat(selection).hasToString("bias*,weight_ih,*_ih");
        assertThat(selection.globs()).containsExactly("bias*", "weight_ih", "*_ih");
    }

    @Test
    void everyGlobMustMatch() {
        assertRefused(
                UNKNOWN_PARAMETER,
                "No parameter tensor matches 'wieght_ih'. Did you mean 'weight_ih'? "
                        + "Known are: weight_ih, weight_hh, bias_hh, readout.weight, a[1].",
                () -> ParameterSelection.of(List.of("*", "wieght_ih")).select(LAYOUT));
    }

    @Test
    void allSelectsAll() {
        assertThat(ParameterSelection.all().select(LAYOUT)).isEqualTo(LAYOUT);
    }

    @Test
    void anEmptySelectionIsRefused() {
        assertRefused(
                INVALID_ARGUMENT,
                "The parameter selection is empty. Give at least one pattern.",
                () -> ParameterSelection.of(List.of()));
    }
}
