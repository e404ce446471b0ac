package io.ntk.io.arrays;

import static io.ntk.io.arrays.Fixtures.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.ntk.api.ErrorId;
import io.ntk.api.Precision;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArrayReferenceTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "a/b.npz,           a/b.npz,        ",
        "a/b.npz:inputs,    a/b.npz,        inputs",
        "a/b.npz:rnn/w,     a/b.npz,        rnn/w",
        "b.npz:a.b_l0,      b.npz,          a.b_l0",
        "a.h5:gru/k:0,      a.h5,           gru/k:0",
        "C:\\a.h5:gru/k:0, C:\\a.h5,     gru/k:0",
        "12:30.npz:a,       12:30.npz,      a",
        "x:y,               x,              y",
        "C:\\x.npz,         C:\\x.npz,      ",
        "C:/x.npz,          C:/x.npz,       ",
        "C:\\x.npz:arr,     C:\\x.npz,      arr",
        "c:/d/x.npz:arr,    c:/d/x.npz,     arr",
    })
    void filesThatDoNotExistAreSplitAtTheLastColon(String text, String file, String name) {
        ArrayReference reference = ArrayReference.parse(text);
        assertThat(reference.file()).isEqualTo(Path.of(file));
        assertThat(reference.name()).isEqualTo(Optional.ofNullable(name));
    }

    @Test
    void filesThatExistDecideWhichColonSplits() throws IOException {
        assumeThat(File.separatorChar).as("colons in names").isEqualTo('/');
        Path plain = Files.copy(Fixtures.resource("names.npz"), folder.resolve("t.npz"));
        Path timed = Files.copy(Fixtures.resource("one.npz"), folder.resolve("run 12:30.npz"));
        assertThat(ArrayReference.parse(timed.toString())).isEqualTo(new ArrayReference(timed, Optional.empty()));
        assertThat(ArrayReference.parse(timed + ":only")).isEqualTo(new ArrayReference(timed, Optional.of("only")));
        assertThat(ArrayReference.parse(plain + ":a:b")).isEqualTo(new ArrayReference(plain, Optional.of("a:b")));
        assertThat(ArrayReference.parse(plain + ":a:b").read().shape()).containsExactly(4);
        assertThat(ArrayReference.parse(timed.toString()).read().name()).isEqualTo("only");
    }

    @ParameterizedTest
    @CsvSource({"7", "1 5", "5 1", "4 6", "6 4", "3 4 1", "4 6 3", "17 13 2", "5 5 2", "2 3 4 5", "3 0 2", "0 3 2"})
    void theFirstTwoAxesOfWhatIsStoredTimeFirstAreExchanged(String sizes) {
        List<Integer> shape = Stream.of(sizes.split(" ")).map(Integer::valueOf).toList();
        int length = shape.stream().reduce(1, Math::multiplyExact);
        double[] stored = IntStream.range(0, length).mapToDouble(i -> i).toArray();
        Path file = folder.resolve("stored.npy");
        ArrayWriter.write(file, new NumericArray("x", shape, stored.clone()), Precision.FLOAT64);

        NumericArray read =
                ArrayReference.parse(file.toString()).withTimeFirst(true).read();

        if (shape.size() == 1) {
            assertThat(read.shape()).isEqualTo(shape);
            assertThat(read.values()).isEqualTo(stored);
            return;
        }
        int steps = shape.get(0);
        int trials = shape.get(1);
        assertThat(read.shape().subList(0, 2)).containsExactly(trials, steps);
        assertThat(read.shape().subList(2, shape.size())).isEqualTo(shape.subList(2, shape.size()));
        int width = length == 0 ? 0 : length / (steps * trials);
        for (int i = 0; i < length; i++) {
            int place = i / width;
            assertThat(read.values()[(place % trials * steps + place / trials) * width + i % width])
                    .isEqualTo(i);
        }
    }

    @Test
    void emptyPartsAreRefused() {
        assertRefused(
                () -> ArrayReference.parse("a.npz:"),
                ErrorId.INVALID_ARGUMENT,
                "Array reference 'a.npz:' has no name after its colon. Write FILE:NAME, or FILE alone if it holds one array.");
        for (String text : new String[] {"", ":x"}) {
            assertRefused(
                    () -> ArrayReference.parse(text),
                    ErrorId.INVALID_ARGUMENT,
                    "An array reference names no file. Write FILE or FILE:NAME.");
        }
        assertRefused(
                () -> ArrayReference.parse("a\0b"),
                ErrorId.INVALID_ARGUMENT,
                "File 'a\\u0000b' is not a valid path: Nul character not allowed. Write FILE or FILE:NAME.");
    }
}
