package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.cli.command.Session;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.config.Configuration;
import io.ntk.runtime.provider.KeptBackends;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server writes for what it reads. */
class ServeTest {
    @TempDir
    private Path folder;

    private String pair;
    private String model;

    @BeforeEach
    void files() {
        pair = " --cell gru " + new CliFixture(folder).golden("gru");
        Path file = folder.resolve("gru.npz");
        model = " --cell gru --model " + file + ":before --inputs " + file + ":inputs";
    }

    private static String request(int id, String line) {
        return "{\"id\": " + id + ", \"args\": ["
                + Stream.of(line.split(" ")).map(word -> '"' + word + '"').collect(Collectors.joining(", ")) + "]}\n";
    }

    /** The lines that are no progress. */
    private static List<Map<String, Object>> responses(String out) {
        return out.lines()
                .map(ParsedJson::object)
                .filter(line -> !line.containsKey("progress"))
                .toList();
    }

    private static List<Map<String, Object>> serve(byte[] requests) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, false, StandardCharsets.UTF_8);
        Session session = new Session(stream, stream, false, NtkRuntime::create);
        try (Server server = new Server(session, false, () -> {})) {
            server.answerAll(new ByteArrayInputStream(requests));
        }
        return responses(out.toString(StandardCharsets.UTF_8));
    }

    private static List<Map<String, Object>> serve(String requests) {
        return serve(requests.getBytes(StandardCharsets.UTF_8));
    }

    /** A response without the times in it, and without what names its request. */
    private static String timeless(String json) {
        return json.replaceAll("\"seconds\":[0-9.E-]+", "\"seconds\":0")
                .replaceAll("\"date\":\"[^\"]*\"", "\"date\":\"\"");
    }

    private String alone(String line, int exitCode) throws IOException, InterruptedException {
        Process process = CommandProcess.start(folder, List.of(), line + " --json");
        assertThat(process.waitFor(4, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(exitCode);
        return Files.readString(folder.resolve("out"), StandardCharsets.UTF_8).strip();
    }

    @Test
    void manyLinesInOneProcessSayWhatEachSaysInAProcessOfItsOwn() throws Exception {
        List<String> lines = List.of(
                "align" + pair + " --samples 20 --contributions",
                "spectrum" + model + " --count 3",
                "align" + pair.replace("gru ", "gruu "),
                "trace" + model + " --estimator exact --precision float64",
                "align" + pair + " --samples 20 --contributions");
        List<String> expected = new ArrayList<>();
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            expected.add(timeless(alone(lines.get(i), i == 2 ? 2 : 0)));
            requests.append(request(i, lines.get(i)));
        }
        Files.writeString(folder.resolve("requests"), requests);

        List<String> command = CommandProcess.line(List.of(), "serve --stdio");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(folder.resolve("requests").toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("NTK_"));
        Process process = builder.start();

        assertThat(process.waitFor(4, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(folder.resolve("err")).isEmptyFile();
        List<String> answers = Files.readAllLines(folder.resolve("out")).stream()
                .filter(line -> !line.contains("\"progress\":"))
                .toList();
        assertThat(answers).hasSameSizeAs(lines);
        for (int i = 0; i < lines.size(); i++) {
            String answer = timeless(answers.get(i));
            String start = "{\"id\":" + i + ",\"exitCode\":" + (i == 2 ? 2 : 0) + ",";
            assertThat(answer).startsWith(start);
            if (i == 2) {
                assertThat(ParsedJson.object(answer).get("error"))
                        .isEqualTo(ParsedJson.object(expected.get(i)).get("error"));
            } else {
                assertThat(answer).isEqualTo(start + "\"result\":" + expected.get(i) + "}");
            }
        }
    }

    @Test
    void whatIsNoResultIsTextOfTheResponse() {
        List<Map<String, Object>> answers =
                serve(request(1, "--version") + request(2, "align --help") + "{\"id\": \"a\", \"args\": [\"cells\"]}");

        assertThat(answers.get(0)).containsEntry("id", 1.0).containsEntry("exitCode", 0.0);
        assertThat((String) answers.get(0).get("output")).startsWith("ntk ");
        assertThat((String) answers.get(1).get("output")).contains("Estimate the alignment");
        assertThat(answers.get(2)).containsEntry("id", "a").containsKey("result");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    nonsense                                  | A request is not a JSON object.
                    [1]                                       | A request is not a JSON object.
                    {"id": 1                                  | A request is not a JSON object.
                    {"id": 1, "id": 2, "args": []}            | A request is not a JSON object.
                    {"args": []}                              | A request has no id.
                    {"id": 1}                                 | A request has no args.
                    {"id": 1.5, "args": []}                   | The id of a request is neither a whole number nor a string of at most 200 characters.
                    {"id": 99999999999999999999, "args": []}  | A request is not a JSON object.
                    {"id": 1, "args": "align"}                | The args of a request are not a list.
                    {"id": 1, "args": [["align"]]}            | One of the args of a request is not a string.
                    {"id": 1, "args": ["\\u0000"]}            | One of the args of a request has a NUL character.
                    {"id": 1, "args": [], "cwd": "/"}         | A request has a member 'cwd'.
                    {"id": 1, "args": []} {}                  | A request is followed by something else on its line.
                    """)
    void whatIsNoRequestIsRefusedAndTheNextOneIsAnswered(String line, String message) {
        List<Map<String, Object>> answers = serve(line + "\n\n" + request(7, "cells"));

        assertThat(answers).hasSize(2);
        assertThat(answers.get(0)).containsEntry("id", null).containsEntry("exitCode", 2.0);
        assertThat(answers.get(0).get("error").toString()).contains("id=invalid-argument", "message=" + message);
        assertThat(answers.get(1)).containsEntry("id", 7.0).containsEntry("exitCode", 0.0);
    }

    @Test
    void aLineWithoutBoundsAndBytesThatAreNoTextAreRefused() {
        String endless = "x".repeat(3 * RequestLines.MOST_BYTES);
        byte[] text = (endless + "\n" + "[".repeat(100_000) + "\nÿ\n" + request(7, "cells"))
                .getBytes(StandardCharsets.ISO_8859_1);

        List<Map<String, Object>> answers = serve(text);

        assertThat(answers.stream().map(answer -> String.valueOf(answer.get("error"))))
                .satisfiesExactly(
                        error -> assertThat(error).contains("longer than 1048576 bytes"),
                        error -> assertThat(error).contains("is not a JSON object"),
                        error -> assertThat(error).contains("is not UTF-8"),
                        error -> assertThat(error).isEqualTo("null"));
    }

    @Test
    void aServerServesNoServer() {
        assertThat(serve(request(1, "serve --stdio")).get(0).get("error").toString())
                .contains("The verb 'serve' was sent to a server.");
    }

    @Test
    void aDisagreementIsBothAResultAndAnError() {
        new CliFixture(folder).write("states.npy", CliFixture.constant("states", 4, 6, 5));
        Map<String, Object> answer = serve(request(1, "check" + model + " --states " + folder.resolve("states.npy")))
                .get(0);

        assertThat(answer).containsEntry("exitCode", 1.0);
        assertThat(member(answer, "result")).containsEntry("agree", false);
        assertThat(member(answer, "error")).containsEntry("id", "disagreement");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> member(Map<String, Object> object, String name) {
        return (Map<String, Object>) object.get(name);
    }

    @Test
    void anEngineStaysStartedWhereTheSameIsAskedFor() {
        KeptBackends kept = new KeptBackends();
        AutodiffBackend first = engine(kept, Map.of(Configuration.THREADS, "1"));
        AutodiffBackend again = engine(kept, Map.of(Configuration.THREADS, "1"));
        AutodiffBackend other = engine(kept, Map.of(Configuration.THREADS, "2"));

        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
        assertThat(first.engine()).isEqualTo(again.engine());
        kept.close();
        assertThat(engine(kept, Map.of(Configuration.THREADS, "1"))).isNotEqualTo(first);
        kept.close();
    }

    private static AutodiffBackend engine(KeptBackends kept, Map<String, String> settings) {
        try (NtkRuntime runtime = NtkRuntime.create(settings).keeping(kept)) {
            return runtime.backend();
        }
    }

    /** A computation for nobody ends: the server notices when it says how long it has taken. */
    @Test
    void aRequestWhoseReaderIsGoneIsAbandoned() throws Exception {
        CountDownLatch abandoned = new CountDownLatch(1);
        PrintStream gone = new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                },
                false,
                StandardCharsets.UTF_8);
        Responses responses = new Responses(gone, abandoned::countDown);
        try (Pulse pulse = responses.pulse(1L)) {
            assertThat(pulse).isNotNull();
            assertThat(abandoned.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void whatATerminalWouldBeToldIsProgress() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Responses responses = new Responses(new PrintStream(out, false, StandardCharsets.UTF_8), () -> {});
        try (Pulse pulse = responses.pulse(3L);
                PrintStream messages = pulse.messages()) {
            messages.println("This takes about an hour.");
            messages.print("So does this");
        }
        assertThat(out.toString(StandardCharsets.UTF_8).lines().filter(line -> line.contains("message")))
                .containsExactly(
                        "{\"id\":3,\"progress\":{\"message\":\"This takes about an hour.\"}}",
                        "{\"id\":3,\"progress\":{\"message\":\"So does this\"}}");
    }

    @Test
    void whatALibraryPrintsIsNotAmongTheResponses() {
        PrintStream outBefore = System.out;
        InputStream inBefore = System.in;
        ByteArrayOutputStream standard = new ByteArrayOutputStream();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Session session = new Session(
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                options -> {
                    System.out.println("A library says hello.");
                    return NtkRuntime.create(options);
                });
        try {
            System.setOut(new PrintStream(standard, true, StandardCharsets.UTF_8));
            System.setIn(new ByteArrayInputStream(request(1, "cells").getBytes(StandardCharsets.UTF_8)));
            assertThat(new NtkCli(session, false).run("serve", "--stdio")).isZero();
        } finally {
            System.setOut(outBefore);
            System.setIn(inBefore);
        }
        assertThat(responses(out.toString(StandardCharsets.UTF_8)))
                .singleElement()
                .satisfies(answer -> assertThat(answer).containsKey("result"));
        assertThat(standard.size()).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("A library says hello.\n");
    }

    @Test
    void nothingIsAnsweredWhereNothingIsAsked() {
        assertThat(serve("\n \n")).isEmpty();
    }
}
