package io.ntk.io.checkpoint;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.io.arrays.Quoted;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A way in which PyTorch stores a tensor as factors that it multiplies when the module runs. The kernel would be another
 * one with respect to each, so that the user must decide.
 *
 * @param first ends the name of the first factor, after that of the tensor
 * @param second ends the name of the second, if there must be one
 * @param removal undoes it, with the tensor's name in the place of {@code %s}
 */
record Reparametrization(String first, String second, String removal) {
    private static final String PARAMETRIZATIONS = "parametrizations";
    private static final List<Reparametrization> KNOWN = List.of(
            new Reparametrization("_g", "_v", "torch.nn.utils.remove_weight_norm(module, '%s')"),
            new Reparametrization("_orig", "_mask", "torch.nn.utils.prune.remove(module, '%s')"),
            new Reparametrization("_orig", "_u", "torch.nn.utils.remove_spectral_norm(module, '%s')"));

    /**
     * Refuses a scope in which a tensor is stored in factors.
     *
     * @param wanted chooses tensors by their own names
     */
    static void refuseIn(Scope scope, Predicate<String> wanted) {
        refusalIn(scope, wanted).ifPresent(refusal -> {
            throw refusal;
        });
    }

    /** {@return the refusal of the first tensor of those wanted that is stored in factors} */
    static Optional<NtkException> refusalIn(Scope scope, Predicate<String> wanted) {
        for (String name : scope.names()) {
            ModulePath path = ModulePath.of(name);
            ModulePath tensor = ModulePath.of(path.module());
            if (path.leaf().startsWith("original")
                    && ModulePath.of(tensor.module()).leaf().equals(PARAMETRIZATIONS)
                    && wanted.test(tensor.leaf())) {
                return Optional.of(refusal(
                        scope,
                        name,
                        tensor.leaf(),
                        "torch.nn.utils.parametrize.remove_parametrizations(module, '" + tensor.leaf() + "')"));
            }
            for (Reparametrization known : KNOWN) {
                if (known.holds(name, scope.names())) {
                    String leaf = path.leaf().substring(0, path.leaf().length() - known.first.length());
                    if (wanted.test(leaf)) {
                        return Optional.of(refusal(scope, name, leaf, String.format(known.removal, leaf)));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private boolean holds(String name, Collection<String> names) {
        return name.endsWith(first) && names.contains(name.substring(0, name.length() - first.length()) + second);
    }

    private static NtkException refusal(Scope scope, String factor, String tensor, String removal) {
        return scope.refused(
                ErrorId.FILE_FORMAT,
                "stores " + tensor + " in factors, one of which is " + Quoted.of(scope.fullName(factor)),
                "Call " + removal + " before saving.");
    }
}
