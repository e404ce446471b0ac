package io.ntk.cli.help;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How many columns help may take. */
public final class HelpWidth {
    private static final int NARROWEST = 40;
    private static final int WIDEST = 120;
    private static final int WITHOUT_TERMINAL = 80;
    private static final File TERMINAL = new File("/dev/tty");

    private HelpWidth() {}

    /** {@return what the variable {@code COLUMNS} says, or else the terminal, from 40 to 120; 80 where there is none} */
    public static int ofTerminal() {
        OptionalInt stated = columns(System.getenv("COLUMNS"));
        return within(stated.isPresent() ? stated : asked());
    }

    static int within(OptionalInt columns) {
        return Math.max(NARROWEST, Math.min(WIDEST, columns.orElse(WITHOUT_TERMINAL)));
    }

    static OptionalInt columns(@Nullable String text) {
        return text != null && text.matches("[1-9]\\d{0,5}")
                ? OptionalInt.of(Integer.parseInt(text))
                : OptionalInt.empty();
    }

    /** Java does not know it; {@code stty} prints rows and columns. */
    private static OptionalInt asked() {
        if (!TERMINAL.canRead()) {
            return OptionalInt.empty();
        }
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(TERMINAL)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                if (!stty.waitFor(1, TimeUnit.SECONDS)) {
                    return OptionalInt.empty();
                }
                String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
                return columns(answer.substring(answer.indexOf(' ') + 1));
            } finally {
                stty.destroy();
            }
        } catch (IOException e) {
            return OptionalInt.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
    }
}
