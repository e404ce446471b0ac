package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.tck.golden.GoldenCase;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Opens reports in headless Chromium, at the width of a telephone and of a screen, light and dark. Runs with
 * {@code -Pbrowser} only; the variable {@code NTK_BROWSER} names another browser of that family.
 */
@Tag("browser")
class BrowserTest {
    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");
    /** Reports without pictures. */
    private static final Set<String> TABLES_ALONE = Set.of("check", "doctor");

    private static final int PHONE = 400;
    private static final int SCREEN = 1400;

    /** Says what a reader would see. Text in pictures is drawn as shapes in the colour of ink. */
    private static final String MEASURE = """
            <script>
            const root = document.documentElement;
            const outside = (part, whole) => part.left < whole.left - 1 || part.right > whole.right + 1
                || part.top < whole.top - 1 || part.bottom > whole.bottom + 1;
            let clipped = 0, glyphs = 0, smallest = 1e9, largest = 0;
            const shown = [...document.querySelectorAll('svg')].filter(svg => svg.getBoundingClientRect().width > 0);
            for (const svg of shown) {
              const frame = svg.getBoundingClientRect();
              const percent = Math.round(100 * frame.width / svg.viewBox.baseVal.width);
              smallest = Math.min(smallest, percent);
              largest = Math.max(largest, percent);
              for (const path of svg.querySelectorAll('path[style*="fill:var(--chart-ink)"]')) {
                glyphs++;
                if (outside(path.getBoundingClientRect(), frame)) clipped++;
              }
            }
            const seen = {
              width: innerWidth, scroll: root.scrollWidth, clipped, glyphs, smallest, largest,
              paper: getComputedStyle(document.body).backgroundColor, ink: getComputedStyle(document.body).color,
              values: [...document.querySelectorAll('.number strong')]
                  .filter(value => value.getBoundingClientRect().height > 20).length,
              pictures: shown.length,
            };
            parent.postMessage(Object.entries(seen).map(([k, v]) => k + '=' + v).join(';'), '*');
            </script>
            </body>""";

    @TempDir
    private static Path folder;

    @BeforeAll
    static void reports() throws IOException {
        CliFixture cli = CliFixture.onCluster(folder, FinishedSweep.class);
        Path file = GoldenCase.named("gru").writeNpz(folder);
        String options = " --cell gru --inputs " + file + ":inputs --report " + folder + "/";
        Map.of(
                        "align", " --before " + file + ":before --after " + file + ":after",
                        "trace", " --model " + file + ":before",
                        "spectrum", " --density 5 --model " + file + ":before",
                        "dynamics", " --model " + file + ":before",
                        "check", " --model " + file + ":before",
                        "compare", " " + file + ":before " + file + ":after " + file + ":before")
                .forEach((verb, models) -> assertThat(cli.run(verb + models + options + verb + ".html")
                                .err())
                        .isEmpty());
        Path models = Path.of("..", "ntk-runtime", "src", "test", "resources", "models", "ctrnn_tau.npz");
        assertThat(cli.run("flow --cell rate_tau --model " + models + ":before --inputs " + models
                                + ":inputs --targets "
                                + models + ":targets --groups " + models + ":labels --rate 0.1 --report " + folder
                                + "/flow.html")
                        .err())
                .isEmpty();
        for (String axes : List.of("time", "time,unit")) {
            assertThat(cli.run("spectrum --model " + file + ":before --reduce " + axes + options + axes + ".html")
                            .err())
                    .isEmpty();
        }
        String train = "train --task flip-flop --cell gru --hidden 6 --trials 5 --time-steps 6 --steps 8";
        assertThat(cli.run(train + " --save-every 2 --out " + folder + "/saved").err())
                .isEmpty();
        Map.of(
                        "train",
                        train.substring("train".length()) + " --track-every 2 --out " + folder + "/run",
                        "figure",
                        " 2 --size 6,5,8 --steps 5 --seeds 2",
                        "track",
                        " " + folder + "/saved --samples 5",
                        "bench",
                        " --size 6,5,8,2 --repetitions 4 --warmup 0",
                        "demo",
                        "",
                        "doctor",
                        "",
                        "sweep",
                        " " + folder.resolve("saved/metrics.csv"))
                .forEach((verb, rest) -> assertThat(cli.run(verb + rest + " --report " + folder + "/" + verb + ".html")
                                .err())
                        .isEmpty());
    }

    static Stream<Arguments> views() {
        return Stream.of(
                        "align",
                        "trace",
                        "spectrum",
                        "flow",
                        "time",
                        "time,unit",
                        "dynamics",
                        "compare",
                        "check",
                        "train",
                        "track",
                        "figure",
                        "bench",
                        "demo",
                        "sweep",
                        "doctor")
                .flatMap(report -> Stream.of(PHONE, SCREEN)
                        .flatMap(width -> Stream.of(false, true).map(dark -> Arguments.of(report, width, dark))));
    }

    @ParameterizedTest
    @MethodSource("views")
    void fitsAndCanBeRead(String report, int width, boolean dark) throws Exception {
        Map<String, String> seen = look(report, width, dark);

        assertThat(number(seen, "width")).isEqualTo(width);
        assertThat(number(seen, "scroll")).isLessThanOrEqualTo(width);
        assertThat(seen)
                .containsEntry("values", report.equals("figure") ? "0" : "1")
                .containsEntry("clipped", "0");
        if (!TABLES_ALONE.contains(report)) {
            assertThat(number(seen, "pictures")).isPositive();
            assertThat(number(seen, "glyphs")).isGreaterThan(5);
            // In percent of the size for which they are drawn.
            assertThat(number(seen, "smallest")).isGreaterThan(75);
            assertThat(number(seen, "largest")).isLessThan(145);
        }
        assertThat(brightness(seen.get("paper")) < 0.2).isEqualTo(dark);
        assertThat(Math.abs(brightness(seen.get("paper")) - brightness(seen.get("ink"))))
                .isGreaterThan(0.7);
    }

    private static int number(Map<String, String> seen, String name) {
        return Integer.parseInt(seen.get(name));
    }

    /** Of rgb(…), from 0 to 1. */
    private static double brightness(String color) {
        return Pattern.compile("\\d+")
                        .matcher(color)
                        .results()
                        .mapToInt(part -> Integer.parseInt(part.group()))
                        .average()
                        .orElseThrow()
                / 255;
    }

    /** Chromium has no windows as narrow as a telephone, but frames of any width. */
    private static Map<String, String> look(String report, int width, boolean dark) throws Exception {
        Path measured = folder.resolve(report + "-measured.html");
        Files.writeString(
                measured, Files.readString(folder.resolve(report + ".html")).replace("</body>", MEASURE));
        Path frame = folder.resolve("frame.html");
        Files.writeString(frame, """
                <!DOCTYPE html><meta name="color-scheme" content="light dark"><body>
                <script>addEventListener('message', e => document.body.dataset.seen = e.data)</script>
                <iframe src="%s" style="width:%dpx;height:3000px;border:0"></iframe>
                """.formatted(measured.getFileName(), width));
        Matcher seen = Pattern.compile("data-seen=\"([^\"]*)\"").matcher(dom(frame, dark));
        assertThat(seen.find()).as("the page was measured").isTrue();
        return Arrays.stream(seen.group(1).split(";", -1))
                .map(entry -> entry.split("=", 2))
                .collect(Collectors.toMap(entry -> entry[0], entry -> entry[1]));
    }

    private static String dom(Path page, boolean dark) throws IOException, InterruptedException {
        Path profile = Files.createTempDirectory(folder, "profile");
        Path out = profile.resolve("dom.html");
        List<String> command = new ArrayList<>(List.of(browser()));
        command.addAll(List.of(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--user-data-dir=" + profile,
                "--window-size=1600,1000",
                "--blink-settings=preferredColorScheme=" + (dark ? 0 : 1),
                "--virtual-time-budget=3000",
                "--dump-dom",
                page.toUri().toString()));
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as("exit code of the browser").isZero();
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    private static String browser() {
        String named = System.getenv("NTK_BROWSER");
        if (named != null) {
            return named;
        }
        List<Path> found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .flatMap(entry -> BROWSERS.stream().map(name -> Path.of(entry, name)))
                .filter(Files::isExecutable)
                .toList();
        assertThat(found)
                .as("-Pbrowser needs Chromium: install the package chromium, or name a browser in NTK_BROWSER")
                .isNotEmpty();
        return found.get(0).toString();
    }
}
