package io.ntk.cli.command;

import io.ntk.api.NtkException;
import io.ntk.api.model.Readout;
import io.ntk.cli.report.Report;
import io.ntk.io.arrays.ArrayInfo;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.Quoted;
import io.ntk.io.checkpoint.ReadoutAnswer;
import io.ntk.io.json.JsonObject;
import io.ntk.runtime.model.FoundNetwork;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a file holds.
 *
 * @param file the file, optionally with a module or an array in it
 * @param stored the arrays that it holds
 * @param networks those recognised
 * @param refusal why there is none
 * @param masks the arrays that look like masks or signs, if there is no network
 * @param all whether the text lists every array
 */
record FileContents(
        ArrayReference file,
        List<ArrayInfo> stored,
        List<FoundNetwork> networks,
        Optional<String> refusal,
        List<ArrayInfo> masks,
        boolean all)
        implements Report {

    @Override
    public JsonObject json() {
        return new JsonObject()
                .with("file", file.toString())
                .with("arrays", stored.stream().map(FileContents::json).toList())
                .with("networks", networks.stream().map(this::json).toList())
                .with("refusal", refusal)
                .with("masks", masks.stream().map(ArrayInfo::name).toList())
                .with("next", next());
    }

    private static JsonObject json(ArrayInfo array) {
        return new JsonObject()
                .with("name", array.name())
                .with("type", array.dtype())
                .with("shape", array.shape());
    }

    private JsonObject json(FoundNetwork network) {
        return new JsonObject()
                .with("prefix", network.prefix())
                .with("layers", network.layers())
                .with("I", network.inputSize())
                .with("H", network.hiddenSize())
                .with("cells", network.cells())
                .with("arrays", List.copyOf(new TreeSet<>(network.arrays())))
                .with("masks", network.masks().stream().map(ArrayInfo::name).toList())
                .with("readout", readoutName(network.readout()))
                .with("noReadout", refusal(network.readout()))
                .with(
                        "candidates",
                        candidates(network).stream().map(FileContents::json).toList());
    }

    private static Optional<String> readoutName(ReadoutAnswer readout) {
        return readout.found().map(found -> found.sources().getOrDefault(Readout.WEIGHT, Readout.WEIGHT));
    }

    /** {@return the matrices that --readout may name: beside every network, with an axis as long as the state} */
    private List<ArrayInfo> candidates(FoundNetwork network) {
        Set<String> taken =
                networks.stream().flatMap(found -> found.arrays().stream()).collect(Collectors.toSet());
        network.masks().forEach(mask -> taken.add(mask.name()));
        return stored.stream()
                .filter(array -> array.shape().size() == 2 && !taken.contains(array.name()))
                .filter(array -> array.shape().contains((long) network.hiddenSize()))
                .toList();
    }

    private static Optional<String> refusal(ReadoutAnswer readout) {
        try {
            readout.require();
            return Optional.empty();
        } catch (NtkException e) {
            return Optional.of(e.problem());
        }
    }

    /** {@return what to do where a module is shown, which need not hold its readout} */
    private static String remedy(ReadoutAnswer readout) {
        try {
            readout.require();
            return "";
        } catch (NtkException e) {
            return " " + e.remedy();
        }
    }

    private List<String> next() {
        return new NextCommands(file, stored, networks).lines();
    }

    @Override
    public String text() {
        String count = stored.size() + (stored.size() == 1 ? " array" : " arrays");
        return Quoted.of(file) + " holds " + count + ".\n\n" + new ArrayRows(stored).text(all) + "\n"
                + networks.stream().map(this::described).collect(Collectors.joining())
                + refusal.map(why -> "No network was recognised. " + why + "\n" + guide())
                        .orElse("") + "\nNext:\n"
                + next().stream().map(line -> "  " + line + "\n").collect(Collectors.joining());
    }

    private String guide() {
        String constants = masks.isEmpty()
                ? ""
                : named(masks, " looks like a mask or signs: a constant", " look like masks or signs: constants")
                        + " of the equations.\n";
        return constants
                + (stored.size() > 1
                        ? "docs/bring-your-network.md says how to run a network of your own equations.\n"
                        : "");
    }

    private String described(FoundNetwork network) {
        return "Network"
                + network.prefix().map(prefix -> " " + Quoted.of(prefix)).orElse("") + ": "
                + network.layers() + (network.layers() == 1 ? " layer, " : " layers, ") + network.inputSize()
                + (network.inputSize() == 1 ? " input, " : " inputs, ") + network.hiddenSize()
                + " units; fits cell " + String.join(", ", network.cells()) + ".\n  "
                + left(network.masks())
                + readoutName(network.readout())
                        .map(name -> "Readout: " + Quoted.of(name) + ".")
                        .orElseGet(() -> "Readout: none is found. "
                                + refusal(network.readout()).orElse("")
                                + (file.name().isEmpty() ? readouts(candidates(network)) : remedy(network.readout())))
                + "\n";
    }

    /** {@return a line on what a network that fits leaves out, and was perhaps trained with} */
    private static String left(List<ArrayInfo> masks) {
        return masks.isEmpty()
                ? ""
                : named(
                                masks,
                                " looks like a mask or signs, and is not used",
                                " look like masks or signs, and are not used")
                        + ": take this only if the network was trained without "
                        + (masks.size() == 1 ? "it" : "them") + ".\n  ";
    }

    private static String named(List<ArrayInfo> masks, String predicateOfOne, String predicateOfSeveral) {
        return masks.stream()
                        .map(mask -> Quoted.of(mask.name()) + " " + mask.shape())
                        .collect(Collectors.joining(", "))
                + (masks.size() == 1 ? predicateOfOne : predicateOfSeveral);
    }

    private static String readouts(List<ArrayInfo> candidates) {
        return candidates.isEmpty()
                ? ""
                : " --readout may name "
                        + Quoted.list(candidates.stream().map(ArrayInfo::name).toList()) + ".";
    }
}
