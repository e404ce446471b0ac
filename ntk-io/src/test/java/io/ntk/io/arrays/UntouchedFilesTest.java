package io.ntk.io.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.NtkException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a file names, a command, a Python function with a path, a file with more data, nothing is called and no other file is
 * opened: a Java virtual machine reads hostile files while strace, where there is one, notes what it opens and starts.
 */
class UntouchedFilesTest {
    private static final String SECRET = "31415926535";
    private static final Path STRACE = Path.of("/usr/bin/strace");
    /** An array of eight bytes, so that a file is worth listing. */
    private static final String ARRAY = """
            cnumpy.core.numeric
            _frombuffer
            (S'\\x01\\x02\\x03\\x04\\x05\\x06\\x07\\x08'
            cnumpy
            dtype
            (S'u1'
            tR(I8
            tS'C'
            tR""";

    @TempDir
    private Path folder = Path.of("");

    /** Reads every array of some files, and says in a line for each file what was read, or why not. */
    public static void main(String[] arguments) {
        for (String path : arguments) {
            List<String> said = new ArrayList<>();
            try (ArrayFile file = ArrayFile.open(Path.of(path))) {
                for (String name : file.names()) {
                    try {
                        double[] values = file.read(name).values();
                        said.add(name + " of " + values.length + " from " + values[0]);
                    } catch (NtkException e) {
                        said.add(e.getMessage());
                    }
                }
            } catch (NtkException e) {
                said.add(e.getMessage());
            }
            System.out.println(Path.of(path).getFileName() + ": " + String.join("; ", said));
        }
    }

    /** Files that name others, and what a reader that believed them would do. */
    private Map<String, byte[]> hostile(Path bait, Path mark) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        Map<String, String> calls = new LinkedHashMap<>();
        for (String name : List.of("os\nsystem", "posix\nsystem", "subprocess\ncheck_output", "builtins\neval")) {
            calls.put(name, "touch " + mark);
        }
        for (String name : List.of(
                "builtins\nopen",
                "__builtin__\nexecfile",
                "io\nopen",
                "codecs\nopen",
                "_codecs\nencode",
                "runpy\nrun_path",
                "numpy\nload",
                "numpy\nmemmap",
                "numpy\nfromfile",
                "torch\nload",
                "torch.jit\nload",
                "torch.hub\nload_state_dict_from_url",
                "torch.serialization\nload",
                "torch.storage\n_load_from_bytes",
                "torch._utils\n_rebuild_tensor_v2",
                "joblib\nload",
                "pickle\nload")) {
            calls.put(name, bait.toString());
        }
        calls.forEach((name, argument) -> {
            String call = "c" + name + "\n(S'" + argument + "'\ntR";
            String file = name.replace('\n', '.');
            files.put(file + ".pkl", text("(" + ARRAY + call + "l."));
            files.put(file + ".data.pkl", text("(" + ARRAY.replaceAll("S'.x01.*'\n", call) + "l."));
            files.put(file + ".state.pkl", text("(" + ARRAY + "cnumpy\nndarray\n(tR" + call + "bl."));
        });
        files.put("persistent.pkl", text("(" + ARRAY + "P" + bait + "\nl."));
        files.put("storage.pkl", text("(" + ARRAY + tensor(bait.toString()) + "l."));
        files.put("storage.pt", zip("x/data.pkl", text(tensor(bait.toString()) + ".")));
        files.put("above.pt", zip("x/data.pkl", text(tensor("../../" + bait.getFileName()) + ".")));
        files.put("linked.h5", Hdf5File.linked(bait.toString()));
        files.put("stored.h5", Hdf5File.stored(bait.toString()));
        files.put("mapped.h5", Hdf5File.mapped(bait.toString()));
        files.put("named.json", text("{\"x\": \"" + bait + "\", \"$ref\": \"file://" + bait + "\", \"y\": [1]}"));
        return files;
    }

    /** A tensor whose storage has a path for its key, and where it lies. */
    private static String tensor(String path) {
        return "ctorch._utils\n_rebuild_tensor_v2\n((S'storage'\nctorch\nDoubleStorage\nS'" + path + "'\nS'" + path
                + "'\nI1\ntQI0\n(I1\nt(I1\ntI00\nccollections\nOrderedDict\n(tRtR";
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] zip(String name, byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content);
        }
        return out.toByteArray();
    }

    @Test
    void nothingElseIsOpenedAndNothingIsCalled() throws IOException, InterruptedException {
        // The whole folder is out of bounds, under whatever name it is reached.
        Path bait = Files.createDirectory(folder.resolve("elsewhere")).resolve("secret.h5");
        Files.writeString(bait, SECRET);
        Path mark = bait.resolveSibling("called");
        Path inputs = Files.createDirectory(folder.resolve("inputs"));
        List<String> paths = new ArrayList<>();
        for (Map.Entry<String, byte[]> file : hostile(bait, mark).entrySet()) {
            paths.add(
                    Files.write(inputs.resolve(file.getKey()), file.getValue()).toString());
        }

        Path trace = folder.resolve("trace");
        List<String> command = new ArrayList<>();
        boolean traced = canTrace();
        if (traced) {
            command.addAll(List.of(STRACE.toString(), "-f", "-qq", "-e", "trace=open,openat,execve,connect", "-o"));
            command.add(trace.toString());
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Dslf4j.internal.verbosity=ERROR", "-cp", System.getProperty("java.class.path")));
        command.add(UntouchedFilesTest.class.getName());
        command.addAll(paths);
        Process java = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(java.waitFor()).as(said).isZero();
        assertThat(said.lines()).as(said).hasSameSizeAs(paths);
        assertThat(said).contains("os.system.pkl: 0 of 8 from 1.0").doesNotContain(SECRET);
        assertThat(mark).doesNotExist();
        if (traced) {
            List<String> calls = Files.readAllLines(trace, StandardCharsets.ISO_8859_1);
            String opened = " open";
            assertThat(containing(calls, opened, "os.system.pkl"))
                    .as("files that were given")
                    .hasSize(1);
            assertThat(containing(calls, opened, bait.getParent().toString()))
                    .as("other files")
                    .isEmpty();
            assertThat(containing(calls, " connect(", "AF_INET"))
                    .as("connections")
                    .isEmpty();
            assertThat(containing(calls, " execve(", "")).as("programs").hasSize(1);
        }
    }

    private static List<String> containing(List<String> calls, String function, String argument) {
        return calls.stream()
                .filter(call -> call.contains(function) && call.contains(argument))
                .toList();
    }

    /** Where processes may not be traced, the secret and the mark tell. */
    private static boolean canTrace() throws IOException, InterruptedException {
        return Files.isExecutable(STRACE)
                && new ProcessBuilder(STRACE.toString(), "-qq", "true")
                                .redirectError(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .waitFor()
                        == 0;
    }
}
