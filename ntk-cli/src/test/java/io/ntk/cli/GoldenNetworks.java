package io.ntk.cli;

import static java.util.stream.Collectors.toMap;

import io.ntk.api.Precision;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.ArrayWriter;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.checkpoint.ReadoutRequest;
import io.ntk.runtime.model.BeforeAfter;
import io.ntk.runtime.model.EquationSettings;
import io.ntk.runtime.model.IndexRange;
import io.ntk.runtime.model.ModelSettings;
import io.ntk.runtime.model.RestrictionSettings;
import io.ntk.tck.golden.GoldenCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The networks whose files lie beside the tests of ntk-io and ntk-runtime. */
final class GoldenNetworks {
    private static final Path RUNTIME = Path.of("..", "ntk-runtime", "src", "test", "resources");
    private static final Path IO = Path.of("..", "ntk-io", "src", "test", "resources", "io", "ntk", "io", "arrays");
    private static final Path GRU = IO.resolve("golden/gru.npz");
    private static final Path KERAS = RUNTIME.resolve("models/keras_gru.npz");

    private static final List<String> FACTS =
            List.of("trace_before", "trace_after", "alignment", "effective_dimension_before", "rows");

    /** What moved besides the kernel. */
    private static final List<String> MOVED =
            List.of("representation_alignment", "cka", "participation_ratio_before", "centred_alignment");

    /** Likewise, of each parameter tensor. */
    private static final List<String> MOVED_TENSORS = List.of("weight_change", "sign_agreement");

    /** Relative errors of traces of kernels, from numbers stored in float64. */
    private static final double FLOAT64 = 1e-9;

    /** Likewise float32. */
    private static final double FLOAT32 = 1e-6;

    /** Likewise bfloat16, which has eight bits. */
    private static final double BFLOAT16 = 1e-2;

    private final Path folder;
    private final List<GoldenNetwork> networks = new ArrayList<>();

    private GoldenNetworks(Path folder) {
        this.folder = folder;
    }

    /**
     * All of them.
     *
     * @param folder for files that have to be written
     */
    static List<GoldenNetwork> all(Path folder) throws IOException {
        GoldenNetworks golden = new GoldenNetworks(folder);
        golden.model("ctrnn_dale", "dale_rate");
        golden.model("ctrnn_tau", "rate_tau");
        golden.model("keras_gru", "keras_gru");
        golden.model("low_rank", "low_rank_rate");
        golden.model("diagonal", "diagonal");
        golden.formats();
        golden.cases();
        return golden.networks;
    }

    private static ModelSettings settings(String cell) {
        return new ModelSettings(cell).withPrecision(Precision.FLOAT64);
    }

    private static ArrayReference reference(Path file, String name) {
        return new ArrayReference(file, Optional.of(name).filter(part -> !part.isEmpty()));
    }

    private static Map<String, Double> facts(Map<?, ?> json, String prefix) {
        return FACTS.stream()
                .filter(fact -> json.containsKey(prefix + fact))
                .collect(toMap(Function.identity(), fact -> ((Number) json.get(prefix + fact)).doubleValue()));
    }

    /** Files name tensors otherwise than cells do, but in the same order: they have numbers here. */
    private static Map<String, Double> moved(Map<?, ?> json) {
        Map<String, Double> moved = new HashMap<>();
        MOVED.forEach(fact -> moved.put(fact, (Double) json.get(fact)));
        List<?> tensors = (List<?>) json.get("parameter_order");
        MOVED_TENSORS.forEach(fact -> ((Map<?, ?>) json.get(fact))
                .forEach((tensor, value) -> moved.put(fact + " " + tensors.indexOf(tensor), (Double) value)));
        return moved;
    }

    private static Map<String, Object> json(String file) throws IOException {
        return ParsedJson.object(Files.readString(RUNTIME.resolve(file)));
    }

    private void add(
            String name,
            ArrayReference before,
            ArrayReference after,
            ArrayReference inputs,
            ModelSettings settings,
            Map<String, Double> facts,
            Optional<ArrayReference> states,
            double rounding) {
        networks.add(
                new GoldenNetwork(name, files -> files.pair(before, after, inputs, settings), facts, states, rounding));
    }

    /**
     * Equations of a user's own: all states, all outputs, some elements of the parameters, a trained initial state, valid steps, and a
     * window of steps and units.
     */
    private void model(String model, String cell) throws IOException {
        Path file = RUNTIME.resolve("models/" + model + ".npz");
        Map<String, Object> json = json("models/" + model + ".json");
        ModelSettings states = model.equals("ctrnn_dale")
                ? settings(cell).withEquations(new EquationSettings(Map.of(), Optional.of(reference(file, "constant"))))
                : settings(cell);
        model(model, "", file, json, states);
        model(model, "outputs_", file, json, states.withObservable(Observable.OUTPUTS));
        model(model, "masked_", file, json, states.withKeep(reference(file, "keep")));
        model(model, "valid_", file, json, states.withRestriction(valid(reference(file, "valid"))));
        model(model, "window_", file, json, states.withRestriction(window(json)));
        model(model, "learned_h0_", withInitialState(model, file), json, states);
    }

    private static RestrictionSettings valid(ArrayReference file) {
        return new RestrictionSettings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(file));
    }

    private static RestrictionSettings window(Map<String, Object> json) {
        return new RestrictionSettings(
                Optional.empty(),
                Optional.of(range((List<?>) json.get("window_steps"))),
                Optional.of(range((List<?>) json.get("window_units"))),
                Optional.empty());
    }

    private static IndexRange range(List<?> bounds) {
        return new IndexRange(((Number) bounds.get(0)).intValue() + ":" + ((Number) bounds.get(1)).intValue());
    }

    private void model(String model, String prefix, Path file, Map<String, Object> json, ModelSettings settings) {
        Map<String, Double> facts = new HashMap<>(facts(json, prefix));
        if (prefix.isEmpty()) {
            facts.putAll(moved(json));
        }
        add(
                model + " " + prefix,
                reference(file, "before"),
                reference(file, "after"),
                reference(file, "inputs"),
                settings,
                facts,
                prefix.isEmpty() ? Optional.of(reference(file, "states_before")) : Optional.empty(),
                FLOAT64);
    }

    /** A copy in which both checkpoints have the initial state. */
    private Path withInitialState(String model, Path file) {
        List<NumericArray> arrays = new ArrayList<>();
        try (ArrayFile stored = ArrayFile.open(file)) {
            for (String name : stored.names()) {
                if (name.startsWith("before.") || name.startsWith("after.") || name.equals("inputs")) {
                    arrays.add(stored.read(name));
                }
            }
            NumericArray h0 = stored.read("h0");
            arrays.add(h0.renamed("before.h0"));
            arrays.add(h0.renamed("after.h0"));
        }
        Path copy = folder.resolve(model + ".npz");
        ArrayWriter.write(copy, arrays, Precision.FLOAT64);
        return copy;
    }

    /** The golden GRU, and that of Keras, in the formats that people have. */
    private void formats() throws IOException {
        GoldenCase golden = GoldenCase.named("gru");
        Map<String, Double> gru =
                FACTS.stream().filter(fact -> !fact.equals("rows")).collect(toMap(Function.identity(), golden::fact));
        for (String inputs : List.of("inputs.npy", "inputs.mat:inputs", "inputs.h5")) {
            gru("torch/%s.pt", inputs, gru, FLOAT64);
        }
        gru("torch/%s_legacy.pth", "inputs.npy", gru, FLOAT64);
        gru("torch/%s_views.pt", "inputs.npy", gru, FLOAT64);
        gru("torch/%s.ckpt", "inputs.npy", gru, FLOAT32);
        gru("torch/%s_bf16_dataparallel.pt", "inputs.npy", gru, BFLOAT16);
        Map<String, Double> keras = facts(json("models/keras_gru.json"), "");
        formats("keras_gru", "formats/keras_%s.weights.h5", reference(KERAS, "inputs"), keras, FLOAT64);
        formats("keras_gru", "formats/keras2_%s.h5", reference(KERAS, "inputs"), keras, FLOAT32);
        networks.add(new GoldenNetwork(
                "formats/%s.mat",
                files -> new BeforeAfter(
                        files.problem(matlab("before"), reference(GRU, "inputs"), matlabSettings("before")),
                        files.problem(matlab("after"), reference(GRU, "inputs"), matlabSettings("after"))),
                Map.of("alignment", golden.fact("alignment_only_weight_hh")),
                Optional.of(reference(GRU, "states_before")),
                FLOAT64));
    }

    private void gru(String format, String inputs, Map<String, Double> facts, double rounding) {
        formats("gru", format, ArrayReference.parse(IO.resolve("formats") + "/" + inputs), facts, rounding);
    }

    private void formats(
            String cell, String format, ArrayReference inputs, Map<String, Double> facts, double rounding) {
        add(
                format + " " + inputs.file().getFileName(),
                reference(IO.resolve(format.formatted("before")), ""),
                reference(IO.resolve(format.formatted("after")), ""),
                inputs,
                settings(cell),
                facts,
                Optional.of(reference(cell.equals("gru") ? GRU : KERAS, "states_before")),
                rounding);
    }

    private static ArrayReference matlab(String when) {
        return reference(IO.resolve("formats/" + when + ".mat"), "");
    }

    /** The file lacks the biases of the inputs, which are constants for as long as the recurrent weights are differentiated. */
    private static ModelSettings matlabSettings(String when) {
        return settings("src/test/resources/io/ntk/cli/matlab_gru.cell")
                .withEquations(new EquationSettings(Map.of(), Optional.of(reference(GRU, when))))
                .withSelection(ParameterSelection.of(List.of("J")));
    }

    /** Layouts that were refused or misread. */
    private void cases() throws IOException {
        Map<String, Object> json = json("cases/facts.json");
        ModelSettings leaky = settings("leaky").withDt(0.7);
        ModelSettings gru = settings("gru");
        layout(json, "tied", ".pt", leaky, FLOAT64);
        layout(json, "tied", ".pt:rnn", leaky, FLOAT64);
        layout(json, "tied", ".pt", leaky.withObservable(Observable.OUTPUTS), FLOAT64);
        layout(json, "read_through_tanh", ".pth", outputs("rate_inside"), FLOAT64);
        layout(json, "mlp_head", ".pt", gru, FLOAT64);
        layout(json, "embedding", ".pt", gru, FLOAT64);
        layout(json, "one_bias_gru", ".pth", settings("gru_by_gates"), FLOAT64);
        layout(json, "nested", ".pt", gru, FLOAT64);
        layout(json, "nested", ".pth", gru, FLOAT64);
        layout(json, "nested", ".ckpt", gru, FLOAT32);
        layout(json, "mgu_decoder", ".pt", outputs("minimal_gated"), FLOAT64);
        ModelSettings dense = outputs("gru").withReadout(ReadoutRequest.parse("dense"));
        layout(json, "two_modules", ".pt:gru2", dense, FLOAT64);
    }

    private static ModelSettings outputs(String cell) {
        return settings(cell).withObservable(Observable.OUTPUTS);
    }

    private void layout(Map<String, Object> json, String name, String ending, ModelSettings settings, double rounding) {
        String observed = settings.observable().label();
        Map<String, Double> facts = facts((Map<?, ?>) ((Map<?, ?>) json.get(name)).get(observed), "");
        if (name.equals("embedding")) {
            // Its second file holds the first network again.
            facts.keySet().retainAll(List.of("trace_before"));
        }
        add(
                name + ending + " " + observed,
                ArrayReference.parse(RUNTIME.resolve("cases/" + name + "_before") + ending),
                ArrayReference.parse(RUNTIME.resolve("cases/" + name + "_after") + ending),
                reference(RUNTIME.resolve("cases/" + name + "_inputs.npy"), ""),
                settings,
                facts,
                Optional.empty(),
                rounding);
    }
}
