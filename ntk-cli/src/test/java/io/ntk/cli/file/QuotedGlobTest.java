package io.ntk.cli.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.NtkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pattern means every file that it matches, in folders of any size, and none that is hidden. */
class QuotedGlobTest {
    @TempDir
    private Path folder;

    private void make(String prefix, int count, String ending) throws IOException {
        for (int i = 0; i < count; i++) {
            Files.createFile(folder.resolve(prefix + i + ending));
        }
    }

    @Test
    void noFileOfALargeFolderIsLost() throws IOException {
        make("a", 9_990, ".pt");
        make("b", 100, ".npz");

        assertThat(QuotedGlob.files(folder + "/*.pt")).hasSize(9_990);
        assertThat(QuotedGlob.files(folder + "/*.npz")).hasSize(100);

        make("c", 11, ".pt");
        assertThatThrownBy(() -> QuotedGlob.files(folder + "/*.pt"))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("More than 10000 files match '" + folder + "/*.pt'.");
    }

    @Test
    void whatIsHiddenIsMeantByAPatternThatBeginsWithADot() throws IOException {
        make(".a", 1, ".npz");
        make("a", 2, ".npz");

        assertThat(QuotedGlob.files(folder + "/*.npz")).containsExactly(folder + "/a0.npz", folder + "/a1.npz");
        assertThat(QuotedGlob.files(folder + "/.*.npz")).containsExactly(folder + "/.a0.npz");
    }

    @Test
    void whatFollowsAColonIsOfEveryFile() throws IOException {
        make("a", 2, ".npz");

        assertThat(QuotedGlob.files(folder + "/*.npz:rnn"))
                .isEqualTo(List.of(folder + "/a0.npz:rnn", folder + "/a1.npz:rnn"));
        assertThatThrownBy(() -> QuotedGlob.files(folder + "/*.pt:rnn"))
                .hasMessageContaining("No file matches '" + folder + "/*.pt:rnn'.");
    }
}
