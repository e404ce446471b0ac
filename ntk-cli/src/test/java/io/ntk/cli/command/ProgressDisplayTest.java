package io.ntk.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.runtime.NtkRuntime;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
    private static String shown(boolean terminal, boolean quiet, Duration patience) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        Session session = new Session(stream, stream, terminal, NtkRuntime::create);
        try (ProgressDisplay progress = new ProgressDisplay(session, quiet, "align", patience)) {
            progress.made(10, 100);
            progress.made(100, 100);
        }
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void showsProductsOnATerminal() {
        assertThat(shown(true, false, Duration.ZERO)).contains("align");
    }

    @Test
    void showsNothingElsewhereOrToThoseWhoWantNone() {
        assertThat(shown(false, false, Duration.ZERO)).isEmpty();
        assertThat(shown(true, true, Duration.ZERO)).isEmpty();
    }

    @Test
    void showsNothingOfWhatIsDoneAtOnce() {
        assertThat(shown(true, false, Duration.ofHours(1))).isEmpty();
    }
}
