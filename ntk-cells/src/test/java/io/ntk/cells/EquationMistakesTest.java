package io.ntk.cells;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ntk.api.NtkException;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every mistake in an equation file is one sentence with line and column, and one on what to do. */
class EquationMistakesTest {
    private static final String HEAD = "cell c\nparameters\n  W [H, H]\n  U [H, I]\n  b [H]\nstate\n  r\nstep\n";

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(HEAD + "  r' = tanh(W @ r + U @ x + c)", "line 9, column 29: 'c' stands for nothing here"),
                Arguments.of(
                        HEAD + "  r' = W @ x + U @ x + b", "'@' cannot multiply W of shape [H, H] and x of shape [I]"),
                Arguments.of(HEAD + "  r' = W @ r + x + b + U @ x", "'+' cannot combine"),
                Arguments.of(HEAD + "  r' = W * r + b + U @ x", "entry by entry, which changes from step to step"),
                Arguments.of(HEAD + "  r' = (W * b) @ r + U @ x", "a matrix is made of 2 parameters, W and b"),
                Arguments.of(HEAD + "  r' = W @ r + U @ x", "line 5, column 3: 'b' is never used"),
                Arguments.of(HEAD + "  r' = W @ r + U @ x + b +", "the end of the file is not expected here"),
                Arguments.of(HEAD + "  r' = W @ r + U @ x + tanhh(b)", "'tanhh' is not a function"),
                Arguments.of(HEAD + "  dr/dt = W @ r + U @ x + b", "a derivative is given without 'integrate'"),
                Arguments.of(HEAD + "  q' = W @ r + U @ x + b", "'q' is not a part of the state"),
                Arguments.of(
                        HEAD + "  r' = W @ r + U @ x + b[0:2*H]", "the slice 0:2*H does not fit an axis of length H"),
                Arguments.of(HEAD + "  r' = " + "(".repeat(100) + "r" + ")".repeat(100), "nested too deeply"),
                Arguments.of(HEAD + "  r' = " + "-".repeat(100) + "r", "nested too deeply"),
                Arguments.of(HEAD + "  r' = " + "r * ".repeat(100) + "r", "101 factors are multiplied"),
                Arguments.of(HEAD + "  r' = " + "r + ".repeat(9000) + "r", "words and signs"),
                Arguments.of("cell c\nparameters\n W [H, H]\n W [H, H]", "'W' is declared again; line 3 declared it"),
                Arguments.of("cell c\nparameters\n tanh [H, H]", "the name 'tanh' has a meaning of its own"),
                Arguments.of("", "the end of the file is not expected here"),
                Arguments.of("cell c ?", "'?' has no meaning"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void isNamedWithItsPlace(String text, String problem) {
        assertThatExceptionOfType(NtkException.class)
                .isThrownBy(() -> CellDefinition.read("my.cell", text))
                .withMessageContaining(problem)
                .withMessageContaining("my.cell");
    }

    static Stream<Arguments> idioms() {
        return Stream.of(
                Arguments.of("torch.relu(r)", "'.' has no meaning. Write relu(r)."),
                Arguments.of("np.tanh(W @ r)", "'.' has no meaning. Write tanh(…)."),
                Arguments.of("torch.nn.functional.softplus(r)", "'.' has no meaning. Write softplus(r)."),
                Arguments.of("torch.nn.functional.elu(r)", "Functions are called by their names alone: abs, cos, exp,"),
                Arguments.of("W.abs() @ r", "'.' has no meaning. Write abs(W)."),
                Arguments.of("W.t() @ r", "'.' has no meaning. Write W.T."),
                Arguments.of("|W| @ r", "'|' has no meaning. Write abs(W)."),
                Arguments.of("|2 * W| @ r", "'|' has no meaning. Write abs(…)."),
                Arguments.of("r ** 2", "'**' has no meaning. Write a power as a product: u * u."),
                Arguments.of("r ^ 2", "'^' has no meaning. Write a power as a product: u * u."),
                Arguments.of("r .", "'.' has no meaning. Remove it."),
                Arguments.of(
                        "W @ U",
                        "A product of matrices is no weight: multiply a vector by one after the other, W @ (U @ v)."),
                Arguments.of(
                        "(abs(W) * 2) @ W @ W",
                        "A product of matrices is no weight: write W = abs(W) * 2 under 'weights', and multiply a vector by"
                                + " one after the other, W @ (W @ v)."));
    }

    /** What PyTorch, NumPy and paper write otherwise. */
    @ParameterizedTest
    @MethodSource("idioms")
    void saysWhatToWriteInstead(String written, String advice) {
        assertThatExceptionOfType(NtkException.class)
                .isThrownBy(() -> CellDefinition.read("my.cell", HEAD + "  r' = " + written))
                .withMessageContaining(advice);
    }

    /** Words of files that exist, in any order, give a cell or a refusal. */
    @Test
    void anyWordsAreReadOrRefused() {
        Random random = new Random(1);
        for (EquationProvider cell : CellLibrary.shipped()) {
            String[] words = cell.text().split("(?<=\\W)|(?=\\W)");
            for (int trial = 0; trial < 300; trial++) {
                String[] damaged = words.clone();
                for (int change = random.nextInt(4); change >= 0; change--) {
                    damaged[random.nextInt(words.length)] = words[random.nextInt(words.length)];
                }
                try {
                    CellDefinition.read("damaged.cell", String.join("", damaged));
                } catch (NtkException refused) {
                    // One sentence is what is wanted.
                }
            }
        }
    }
}
