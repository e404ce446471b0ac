package io.ntk.io.checkpoint;

import static io.ntk.io.arrays.Fixtures.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.ErrorId;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.NumericArray;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedParametersTest {
    private static final List<String> EXPECTED = List.of("w_in", "w_rec", "tau");

    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void namePath() {
        path = folder.resolve("model.npz");
    }

    private Map<String, NumericArray> read(List<String> expected, String... namesAndShapes) {
        CheckpointFiles.write(path, namesAndShapes);
        try (ArrayFile file = ArrayFile.open(path)) {
            return CheckpointReader.of(file).named(expected, Set.of()).arrays();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cell.", "model.core.cell.", "params/cell/"})
    void anyModuleWillDo(String module) {
        Map<String, NumericArray> found =
                read(EXPECTED, "encoder.w 9 9", module + "tau 2", module + "w_rec 2 2", module + "w_in 2 3", "other 1");
        assertThat(found.keySet()).containsExactlyElementsOf(EXPECTED);
        assertThat(found.get("tau").name()).isEqualTo("tau");
        assertThat(found.get("tau").values()).containsOnly(1);
        assertThat(found.get("w_in").shape()).containsExactly(2, 3);
    }

    @Test
    void aPrefixChoosesAmongModules() {
        CheckpointFiles.write(path, "a.x.w_in 1", "a.x.w_rec 1", "a.x.tau 1", "b.x.w_in 1", "b.x.w_rec 1", "b.x.tau 1");
        try (ArrayFile file = ArrayFile.open(path)) {
            assertThat(CheckpointReader.of(file, "b")
                            .named(EXPECTED, Set.of())
                            .arrays()
                            .get("w_in")
                            .values())
                    .containsOnly(3);
            assertThat(CheckpointReader.of(file, "b.x")
                            .named(EXPECTED, Set.of())
                            .arrays()
                            .get("w_in")
                            .values())
                    .containsOnly(3);
            assertRefused(
                    () -> CheckpointReader.of(file).named(EXPECTED, Set.of()).arrays(),
                    ErrorId.INVALID_ARGUMENT,
                    "File '" + path
                            + "' holds 'w_in', 'w_rec', 'tau' in 2 modules: 'a.x', 'b.x'. Name one as FILE:PREFIX,"
                            + " for instance '" + path + ":a.x'.");
        }
    }

    @Test
    void theOutermostModuleIsPreferred() {
        assertThat(read(List.of("w"), "a.w 1", "w 1", "b.w 1").get("w").values())
                .containsOnly(1);
    }

    @Test
    void theNumberOfTheFirstLayerMakesNoDifference() {
        assertThat(read(List.of("weight_hh"), "rnn.weight_hh_l0 1").keySet()).containsExactly("weight_hh");
        assertThat(read(List.of("weight_hh_l0"), "rnn.weight_hh 1").keySet()).containsExactly("weight_hh_l0");
        assertThat(read(List.of("weight_hh"), "weight_hh_l0 1", "weight_hh 1")
                        .get("weight_hh")
                        .values())
                .containsOnly(1);
        assertThat(read(List.of("weight_hh_l0", "weight_hh_l1"), "r.weight_hh_l1 1", "r.weight_hh_l0 1")
                        .keySet())
                .containsExactly("weight_hh_l0", "weight_hh_l1");
    }

    @Test
    void namesWithModulesOfTheirOwnAreMatchedWhole() {
        assertThat(read(List.of("in.w", "rec.w"), "m.rec.w 1", "m.in.w 1")
                        .get("rec.w")
                        .values())
                .containsOnly(0);
    }

    @Test
    void namesMayBeScatteredIfEachOccursOnce() {
        assertThat(read(EXPECTED, "a.w_in 1", "b.w_rec 1", "c.d.tau 1").keySet())
                .containsExactlyElementsOf(EXPECTED);
    }

    @Test
    void scatteredNamesThatOccurTwiceAreRefused() {
        assertRefused(
                () -> read(EXPECTED, "a.w_in 1", "b.w_rec 1", "c.tau 1", "d.tau 1"),
                ErrorId.INVALID_ARGUMENT,
                "File '" + path + "' holds 'tau' in 2 modules: 'c', 'd'. Name one as FILE:PREFIX, for instance '" + path
                        + ":c'.");
    }

    @Test
    void allMissingNamesAreReportedAtOnce() {
        assertRefused(
                () -> read(EXPECTED, "cell.w_rek 1", "cell.tau 1"),
                ErrorId.ARRAY_NOT_FOUND,
                "File '" + path
                        + "' lacks 'w_in', 'w_rec'. --map w_in=NAME says where one stands. It holds 'cell.w_rek', 'cell.tau'.");
        assertRefused(
                () -> read(List.of("w_rec", "tau"), "cell.w_rek 1", "cell.tau 1"),
                ErrorId.ARRAY_NOT_FOUND,
                "File '" + path
                        + "' lacks 'w_rec'. Did you mean 'w_rek'? --map w_rec=NAME says where one stands. It holds 'cell.w_rek', 'cell.tau'.");
    }

    /** A very common name must not be taken from an unrelated layer in the file. */
    @Test
    void aBiasOfAnotherModuleIsNotTaken() {
        assertRefused(
                () -> read(List.of("weight_ih", "weight_hh", "bias"), "r.weight_ih 1", "r.weight_hh 1", "fc.bias 1"),
                ErrorId.ARRAY_NOT_FOUND,
                "File '" + path
                        + "' lacks 'bias'. --map bias=NAME says where one stands. It holds 'r.weight_ih', 'r.weight_hh', 'fc.bias'.");
    }

    @Test
    void nothingExpectedIsNothingFound() {
        assertThat(read(List.of(), "x 1")).isEmpty();
    }
}
