package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.cli.fuzz.ArrayFiles;
import io.ntk.cli.fuzz.CommandFiles;
import io.ntk.cli.fuzz.CommandLines;
import io.ntk.cli.fuzz.ConfigurationFiles;
import io.ntk.cli.fuzz.EquationFiles;
import io.ntk.cli.fuzz.PickleFiles;
import io.ntk.cli.fuzz.RunFolders;
import io.ntk.runtime.NtkRuntime;
import io.ntk.tck.fuzz.Fuzzer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged files and command lines give an answer or a refusal: never another exception, a hang, or memory that the input does
 * not justify. {@code bench/fuzz} runs the same with more cases and other seeds.
 */
@Timeout(value = 12, unit = TimeUnit.HOURS)
class FuzzTest {
    private static final Path IO = Path.of("..", "ntk-io", "src", "test", "resources", "io", "ntk", "io", "arrays");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void npy() {
        Fuzzer.fuzz("npy", new ArrayFiles(folder, List.of("version1.npy", "version2.npy", "version3.npy")));
    }

    @Test
    void npz() {
        Fuzzer.fuzz(
                "npz",
                new ArrayFiles(folder, List.of("one.npz", "zip64.npz", "shapes.npz", "refused.npz", "dtypes.npz")));
    }

    @Test
    void safetensors() {
        Fuzzer.fuzz("safetensors", new ArrayFiles(folder, List.of("dtypes.safetensors")));
    }

    @Test
    void pickles() {
        Fuzzer.fuzz(
                "pickles",
                new PickleFiles(
                        folder,
                        List.of(
                                "pickle/protocol0.pkl",
                                "pickle/protocol1.pkl",
                                "pickle/protocol2.pkl",
                                "pickle/protocol4.pkl",
                                "pickle/protocol5.pkl",
                                "torch/before_legacy.pth",
                                "torch/nested_before.pth",
                                "torch/before.pt",
                                "torch/before.ckpt",
                                "torch/before_views.pt",
                                "torch/before_bf16_dataparallel.pt",
                                "torch/whole_module.pt")));
    }

    @Test
    void keras() {
        Fuzzer.fuzz("keras", new PickleFiles(folder, List.of("formats/keras_before.keras")));
    }

    @Test
    void hdf5() {
        Fuzzer.fuzz(
                "hdf5",
                new ArrayFiles(
                        folder,
                        List.of(
                                "formats/inputs.h5",
                                "formats/keras2_before.h5",
                                "formats/keras_before.weights.h5",
                                "formats/written.h5")));
    }

    @Test
    void matlab() {
        Fuzzer.fuzz(
                "matlab",
                new ArrayFiles(
                        folder,
                        List.of(
                                "formats/inputs.mat",
                                "formats/structures.mat",
                                "formats/structures.mat",
                                "formats/before.mat")));
    }

    @Test
    void json() {
        Fuzzer.fuzz("json", new ArrayFiles(folder, List.of("formats/state.json")));
    }

    @Test
    void shownFiles() {
        CliFixture cli = new CliFixture(folder);
        Fuzzer.fuzz(
                "show",
                new CommandFiles(
                        folder,
                        List.of(
                                "version1.npy",
                                "golden/gru.npz",
                                "dtypes.safetensors",
                                "pickle/protocol2.pkl",
                                "torch/before.pt",
                                "torch/before_legacy.pth",
                                "torch/whole_module.pt",
                                "formats/keras2_before.h5",
                                "formats/keras_before.weights.h5",
                                "formats/before.mat",
                                "formats/structures.mat",
                                "formats/state.json"),
                        file -> outcome(cli.run("show " + file))));
    }

    private static CommandLines.Outcome outcome(CliFixture.Result result) {
        return new CommandLines.Outcome(result.exitCode(), result.err());
    }

    /** The first of two checkpoints is damaged. */
    private void fuzzCheckpoints(String name, String cell, String after, String inputs, String... files) {
        CliFixture cli = new CliFixture(folder);
        Fuzzer.fuzz(
                name,
                new CommandFiles(
                        folder,
                        List.of(files),
                        file -> outcome(cli.run("align --samples 5 --quiet --before " + file + " --cell " + cell
                                + " --after " + IO.resolve(after) + " --inputs " + inputs))));
    }

    @Test
    void alignedCheckpoints() {
        fuzzCheckpoints(
                "align",
                "gru",
                "torch/after.pt",
                IO.resolve("formats/inputs.npy").toString(),
                "torch/before.pt",
                "torch/before_legacy.pth",
                "torch/before_views.pt",
                "torch/before_bf16_dataparallel.pt",
                "torch/before.ckpt");
    }

    @Test
    void alignedModelsOfKeras() {
        fuzzCheckpoints(
                "align-keras",
                "keras_gru",
                "formats/keras_after.weights.h5",
                IO.resolve("formats/keras_gru.npz") + ":inputs",
                "formats/keras_before.weights.h5",
                "formats/keras2_before.h5",
                "formats/keras_before.keras");
    }

    @Test
    void alignedStructuresOfMatlab() {
        fuzzCheckpoints(
                "align-matlab",
                "src/test/resources/io/ntk/cli/matlab_gru.cell --params J --constants " + IO.resolve("golden/gru.npz")
                        + ":before.",
                "formats/after.mat",
                IO.resolve("golden/gru.npz") + ":inputs",
                "formats/before.mat");
    }

    @Test
    void alignedOnDamagedInputs() {
        CliFixture cli = new CliFixture(folder);
        String golden = cli.golden("gru").replaceAll(" --inputs.*", "");
        Fuzzer.fuzz(
                "align-inputs",
                new CommandFiles(
                        folder,
                        List.of("formats/inputs.npy", "formats/inputs.mat", "formats/inputs.h5"),
                        file -> outcome(
                                cli.run("align --samples 5 --quiet " + golden + " --cell gru --inputs " + file))));
    }

    @Test
    void equationFiles() {
        Fuzzer.fuzz("equations", new EquationFiles(folder));
    }

    @Test
    void configuration() {
        Fuzzer.fuzz("configuration", new ConfigurationFiles(folder));
    }

    @Test
    void commandLines() {
        CliFixture cli = new CliFixture(folder);
        String golden = cli.golden("gru");
        Path file = folder.resolve("gru.npz");
        String one = "--model " + file + ":before. --inputs " + file + ":inputs";
        String two = file + ":before. " + file + ":after. --inputs " + file + ":inputs";
        Fuzzer.fuzz(
                "command-lines",
                new CommandLines(
                        List.of(
                                "align --cell gru " + golden + " --samples 6 --seed 3",
                                "align --cell gru " + golden + " --estimator shared-sketch --samples 6 --json",
                                "trace --cell gru " + one + " --samples 6 --of ntk-squared",
                                "spectrum --cell gru " + one + " --count 2",
                                "compare " + two + " --cell gru --samples 6",
                                "estimators --json",
                                "cells",
                                "help align"),
                        line -> outcome(cli.run(line))));
    }

    private void fuzzRun(String file) {
        Path run = folder.resolve("run");
        CliFixture.Result trained = new CliFixture(folder)
                .run(
                        "train --task flip-flop --cell gru --hidden 3 --trials 3 --time-steps 4 --steps 5 --save-every 2 --track-every 2 --track-samples 3 --track-units :2 --quiet --out "
                                + run);
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        try (NtkRuntime runtime = NtkRuntime.create()) {
            Fuzzer.fuzz(file.replaceAll("\\..*", ""), new RunFolders(runtime, run, file));
        }
    }

    @Test
    void descriptionsOfRuns() {
        fuzzRun("run.json");
    }

    @Test
    void metricsOfRuns() {
        fuzzRun("metrics.csv");
    }

    @Test
    void statesOfRuns() {
        fuzzRun("resume.safetensors");
    }
}
