package io.ntk.io.checkpoint;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.model.Readout;
import io.ntk.io.arrays.ArrayInfo;
import io.ntk.io.arrays.Quoted;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the linear layer that reads the state, by itself or by the name that the user gives. */
final class ReadoutSearch {
    private static final String WEIGHT = "weight";
    private static final String CANONICAL_MODULE = ModulePath.of(Readout.WEIGHT).module();
    /** A part of a path that says that rows of a weight are looked up rather than multiplied. */
    private static final Pattern EMBEDDING =
            Pattern.compile("(?i)embed|(?:^|[._/])(?:emb|wte|wpe|lookup)(?:$|[._/])|_emb");

    private final Scope scope;
    private final TensorMap map;
    private final int width;
    private final Set<String> used;

    ReadoutSearch(Scope scope, TensorMap map, int width, Set<String> used) {
        this.scope = scope;
        this.map = map;
        this.width = width;
        this.used = used;
    }

    ReadoutAnswer find(ReadoutRequest request) {
        Optional<String> mapped = map.pattern(Readout.WEIGHT);
        if (mapped.isPresent()) {
            List<ArrayInfo> arrays = scope.mapped(Readout.WEIGHT, mapped.get());
            return taken(arrays);
        }
        if (!request.taken()) {
            return ReadoutAnswer.refused(new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The outputs are observed, but no readout is to be taken.",
                    "Leave out --readout none, or observe the states."));
        }
        return request.name()
                .map(name -> taken(new NamedReadout(scope, name).find()))
                .orElseGet(this::found);
    }

    private ReadoutAnswer found() {
        List<ArrayInfo> weights = candidates();
        List<ArrayInfo> linear =
                weights.stream().filter(array -> !isEmbedding(array)).toList();
        List<ArrayInfo> canonical =
                linear.stream().filter(ReadoutSearch::isCanonical).toList();
        List<ArrayInfo> chosen = canonical.isEmpty() ? linear : canonical;
        if (chosen.isEmpty()) {
            return ReadoutAnswer.refused(none(weights));
        }
        if (!scope.identical(chosen)) {
            return ReadoutAnswer.refused(scope.refused(
                    ErrorId.ARRAY_NOT_FOUND,
                    "holds several weights that could be the readout's: "
                            + Quoted.list(chosen.stream().map(ArrayInfo::name).toList()),
                    "Name one by --readout, for instance --readout "
                            + ModulePath.of(chosen.get(0).name()).module() + "."));
        }
        Optional<ArrayInfo> next = isCanonical(chosen.get(0)) ? Optional.empty() : next(chosen.get(0));
        return next.map(second -> ReadoutAnswer.refused(severalLayers(chosen.get(0), second)))
                .orElseGet(() -> taken(chosen));
    }

    /** {@return all weights of modules in the scope that have as many columns as the state is wide} */
    private List<ArrayInfo> candidates() {
        return weights().filter(array -> array.shape().get(1) == width).toList();
    }

    private Stream<ArrayInfo> weights() {
        return scope.names().stream()
                .filter(name -> isWeightOfModule(ModulePath.of(name)))
                .map(scope::info)
                .filter(array -> array.shape().size() == 2 && !used.contains(array.name()));
    }

    /** {@return another weight that reads what a weight gives, so that the weight is not the last layer} */
    private Optional<ArrayInfo> next(ArrayInfo weight) {
        return weights()
                .filter(other -> !other.name().equals(weight.name()) && !isEmbedding(other))
                .filter(other -> other.shape().get(1).equals(weight.shape().get(0)))
                .findFirst();
    }

    private NtkException severalLayers(ArrayInfo first, ArrayInfo second) {
        return scope.refused(
                ErrorId.INVALID_ARGUMENT,
                "has a head of more than one layer: " + described(first) + " is followed by " + described(second)
                        + ", so that neither alone gives the outputs",
                "Observe the states; or, if the first does give the outputs, say --readout "
                        + ModulePath.of(first.name()).module() + ".");
    }

    private NtkException none(List<ArrayInfo> embeddings) {
        Optional<NtkException> factors = Reparametrization.refusalIn(scope, WEIGHT::equals);
        if (factors.isPresent()) {
            return factors.get();
        }
        String others = embeddings.isEmpty()
                ? ""
                : "; " + described(embeddings.get(0)) + " has as many columns but looks like an embedding";
        List<ArrayInfo> beside = beside();
        String remedy = beside.isEmpty()
                ? "Name it by --readout NAME, or save it as readout.weight [outputs, " + width
                        + "] and readout.bias [outputs]."
                : described(beside.get(0)) + " stands beside the module: if that is it, say --readout "
                        + ModulePath.of(beside.get(0).name()).module() + ".";
        return scope.refused(
                ErrorId.ARRAY_NOT_FOUND,
                "holds no readout of " + width + " units: no MODULE.weight of shape [outputs, " + width + "]" + others,
                remedy);
    }

    /** {@return what would be a candidate outside the module that the user chose} */
    private List<ArrayInfo> beside() {
        return scope.fileNames().stream()
                .filter(name -> isWeightOfModule(ModulePath.of(name)))
                .map(scope::infoInFile)
                .filter(array -> array.shape().size() == 2 && array.shape().get(1) == width)
                .filter(array -> !isEmbedding(array) && !used.contains(array.name()))
                .toList();
    }

    /** Takes the first of identical weights, with its bias. */
    private ReadoutAnswer taken(List<ArrayInfo> weights) {
        ArrayInfo weight = weights.get(0);
        boolean transposed = new Orientation(weight, width).isTransposed();
        Findings findings = new Findings(scope);
        findings.choose(Readout.WEIGHT, weight);
        findings.same(weights.subList(1, weights.size()));
        bias(weight).ifPresent(bias -> {
            requireFits(bias, weight, weight.shape().get(transposed ? 1 : 0));
            findings.choose(Readout.BIAS, bias);
        });
        if (transposed) {
            findings.note(described(weight) + " is stored as [in, out] and is transposed");
        }
        FoundTensors found = findings.read(ModulePath.of(weight.name()).module());
        return ReadoutAnswer.of(transposed ? Orientation.transposed(found, Readout.WEIGHT) : found);
    }

    private Optional<ArrayInfo> bias(ArrayInfo weight) {
        Optional<String> mapped = map.pattern(Readout.BIAS);
        if (mapped.isPresent()) {
            return Optional.of(scope.mapped(Readout.BIAS, mapped.get()).get(0));
        }
        return NamedReadout.biasOf(weight.name())
                .filter(scope.fileNames()::contains)
                .map(scope::infoInFile);
    }

    private static void requireFits(ArrayInfo bias, ArrayInfo weight, long outputs) {
        if (!bias.shape().equals(List.of(outputs))) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "Array " + Quoted.of(bias.name()) + " of shape " + bias.shape() + " does not fit "
                            + described(weight) + ".",
                    "The length of a readout's bias must be the number of rows of its weight.");
        }
    }

    private static boolean isCanonical(ArrayInfo array) {
        return ModulePath.of(ModulePath.of(array.name()).module()).leaf().equals(CANONICAL_MODULE);
    }

    private static boolean isEmbedding(ArrayInfo array) {
        return EMBEDDING.matcher(ModulePath.of(array.name()).module()).find();
    }

    private static boolean isWeightOfModule(ModulePath path) {
        return path.leaf().equals(WEIGHT) && !path.module().isEmpty();
    }

    static String described(ArrayInfo array) {
        return Quoted.of(array.name()) + " of shape " + array.shape();
    }
}
