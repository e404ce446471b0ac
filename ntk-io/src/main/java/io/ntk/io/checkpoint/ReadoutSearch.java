package io.ntk.io.checkpoint;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.model.Readout;
import io.ntk.io.arrays.ArrayInfo;
import io.ntk.io.arrays.Quoted;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the linear layer that reads the state, by itself or by the name that the user gives. */
final class ReadoutSearch {
    private static final String WEIGHT = "weight";
    private static final String CANONICAL_MODULE = ModulePath.of(Readout.WEIGHT).module();

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
        List<LinearWeight> weights =
                weights().filter(weight -> weight.reads(width)).toList();
        List<LinearWeight> linear =
                weights.stream().filter(weight -> !weight.isEmbedding()).toList();
        List<LinearWeight> canonical =
                linear.stream().filter(ReadoutSearch::isCanonical).toList();
        List<LinearWeight> chosen = canonical.isEmpty() ? linear : canonical;
        if (chosen.isEmpty()) {
            return ReadoutAnswer.refused(none(weights));
        }
        List<ArrayInfo> arrays = chosen.stream().map(LinearWeight::array).toList();
        if (!scope.identical(arrays)) {
            return ReadoutAnswer.refused(scope.refused(
                    ErrorId.ARRAY_NOT_FOUND,
                    "holds several weights that could be the readout's: "
                            + Quoted.list(arrays.stream().map(ArrayInfo::name).toList()),
                    "Name one by --readout, for instance --readout "
                            + chosen.get(0).layer() + "."));
        }
        Optional<LinearWeight> next = canonical.isEmpty() ? next(chosen.get(0)) : Optional.empty();
        try {
            return next.map(second -> ReadoutAnswer.refused(severalLayers(chosen.get(0), second)))
                    .orElseGet(() -> taken(arrays));
        } catch (NtkException e) {
            return ReadoutAnswer.refused(e);
        }
    }

    private Stream<LinearWeight> weights() {
        return LinearWeight.among(scope.names(), scope::info)
                .filter(weight -> !used.contains(weight.array().name()));
    }

    /** {@return another weight that reads what a weight gives, so that the weight is not the last layer} */
    private Optional<LinearWeight> next(LinearWeight weight) {
        return weights()
                .filter(other -> !other.equals(weight) && !other.isEmbedding())
                .filter(other -> other.reads(weight.outputs(width)))
                .findFirst();
    }

    private NtkException severalLayers(LinearWeight first, LinearWeight second) {
        return scope.refused(
                ErrorId.INVALID_ARGUMENT,
                "has a head of more than one layer: " + described(first.array()) + " is followed by "
                        + described(second.array()) + ", so that neither alone gives the outputs",
                "Observe the states; or, if the first does give the outputs, say --readout " + first.layer() + ".");
    }

    private NtkException none(List<LinearWeight> embeddings) {
        Optional<NtkException> factors = Reparametrization.refusalIn(scope, WEIGHT::equals);
        if (factors.isPresent()) {
            return factors.get();
        }
        String others = embeddings.isEmpty()
                ? ""
                : "; " + described(embeddings.get(0).array()) + " fits, but looks like an embedding";
        String remedy = beside().map(weight -> described(weight.array())
                        + " stands beside the module: if that is it, say --readout " + weight.layer() + ".")
                .orElse("Name it by --readout NAME, or save it as readout.weight [outputs, " + width
                        + "] and readout.bias [outputs].");
        return scope.refused(
                ErrorId.ARRAY_NOT_FOUND,
                "holds no readout of " + width + " units: no MODULE.weight [outputs, " + width + "], MODULE/kernel ["
                        + width + ", outputs] or W_out" + others,
                remedy);
    }

    /** {@return what would be a candidate outside the module that the user chose} */
    private Optional<LinearWeight> beside() {
        return LinearWeight.among(scope.fileNames(), scope::infoInFile)
                .filter(weight -> weight.reads(width) && !weight.isEmbedding())
                .filter(weight -> !used.contains(weight.array().name()))
                .findFirst();
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
            findings.chooseVector(Readout.BIAS, bias);
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
        return LinearName.of(weight.name())
                .map(LinearName::bias)
                .filter(scope.fileNames()::contains)
                .map(scope::infoInFile);
    }

    private static void requireFits(ArrayInfo bias, ArrayInfo weight, long outputs) {
        if (!bias.isVector(outputs)) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "Array " + Quoted.of(bias.name()) + " of shape " + bias.shape() + " does not fit "
                            + described(weight) + ".",
                    "The length of a readout's bias must be the number of rows of its weight.");
        }
    }

    private static boolean isCanonical(LinearWeight weight) {
        return ModulePath.of(weight.layer()).leaf().equals(CANONICAL_MODULE);
    }

    static String described(ArrayInfo array) {
        return Quoted.of(array.name()) + " of shape " + array.shape();
    }
}
