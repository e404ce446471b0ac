package io.ntk.cli.fuzz;

import io.ntk.tck.fuzz.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What a program sends to a server: every line is a request, or is refused. */
public final class RequestsOfPrograms implements Target {
    private static final long FIXED_BYTES = 1 << 18;
    private static final long EACH_BYTE = 64;

    private final Consumer<byte[]> reader;

    /**
     * A server.
     *
     * @param reader reads a request
     */
    public RequestsOfPrograms(Consumer<byte[]> reader) {
        this.reader = reader;
    }

    @Override
    public List<byte[]> corpus() {
        return Stream.of(
                        "{\"id\": 1, \"args\": [\"align\", \"--before\", \"a.npz\", \"--after\", \"b.npz\"]}\n",
                        "{\"args\":[\"cells\"],\"id\":\"a string \\u00e9 \\ud83d\\ude00\"}\n",
                        "{\"id\": -9223372036854775808, \"args\": []}\n")
                .map(line -> line.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public List<String> words() {
        return List.of(
                "{",
                "}",
                "[",
                "]",
                "\"",
                ":",
                ",",
                "\n",
                "\\u0000",
                "\\ud800",
                "\"id\"",
                "\"args\"",
                "null",
                "true",
                "1e9",
                "1e999999999",
                "-",
                "\u0000",
                "[[[[[[[[",
                "//",
                "NaN");
    }

    @Override
    public long allowedBytes(byte[] input) {
        return FIXED_BYTES + EACH_BYTE * input.length;
    }

    @Override
    public void read(byte[] input) {
        reader.accept(input);
    }
}
