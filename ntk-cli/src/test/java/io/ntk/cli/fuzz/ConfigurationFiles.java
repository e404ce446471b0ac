package io.ntk.cli.fuzz;

import io.ntk.runtime.config.Configuration;
import io.ntk.runtime.config.Surroundings;
import io.ntk.tck.fuzz.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The reader of {@code ntk.conf}. */
public final class ConfigurationFiles implements Target {
    private static final long FIXED_BYTES = 64 << 20;
    private static final long EACH_BYTE = 1 << 16;

    private final Path folder;

    /**
     * A reader.
     *
     * @param folder where inputs are written
     */
    public ConfigurationFiles(Path folder) {
        this.folder = folder;
    }

    @Override
    public List<byte[]> corpus() {
        return Stream.of(
                        """
                        # the engine
                        ntk.backend = djl
                        ntk { threads = 4, memory = 2g, precision = float64 }
                        ntk.djl.device = "gpu:1"
                        """,
                        """
                        backend = native
                        base = ${?NOT_SET}
                        djl { mode = sweeps, device = cpu }
                        nd4j.path = samediff
                        """.replace("base = ${?NOT_SET}\n", "djl.threads = ${?NOT_SET}\n"),
                        "{\"ntk\": {\"backend\": \"nd4j\", \"threads\": 2}}")
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public List<String> words() {
        return List.of(
                "${",
                "${a}",
                "${?b}",
                "}",
                "{",
                "[",
                "]",
                "\"\"\"",
                "include \"input\"",
                "include file(\"/dev/zero\")",
                "include url(\"http://127.0.0.1:1/\")",
                "include classpath(\"reference.conf\")",
                "+=",
                "=",
                ":",
                "\n",
                ",",
                ".",
                "a=${b}${b}\n",
                "b=${a}${a}\n",
                "threads = -1\n",
                "memory = 1e999g\n",
                "backend = []\n",
                "null",
                "99999999999999999999",
                "\\u0000",
                "#",
                "//",
                "é");
    }

    @Override
    public long allowedBytes(byte[] input) {
        return FIXED_BYTES + EACH_BYTE * input.length;
    }

    @Override
    public void read(byte[] input) throws IOException {
        Files.write(folder.resolve("ntk.conf"), input);
        Configuration read =
                Configuration.read(Map.of(), new Surroundings(Map.of(), Map.of(), folder, folder.resolve("home")));
        read.backendOptions(read.backend());
        read.precision();
        read.configuredBackends();
    }
}
