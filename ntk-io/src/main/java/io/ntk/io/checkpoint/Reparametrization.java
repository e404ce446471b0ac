package io.ntk.io.checkpoint;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.io.arrays.Quoted;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A way in which PyTorch stores a tensor as others, of which it is a function when the module runs. The kernel is another
 * one with respect to each, so that the user must decide.
 *
 * @param first ends the name of the first factor, after that of the tensor
 * @param second ends the name of the second, if there must be one
 * @param entrywise whether the tensor is the first, entry by entry, times the second, which an equation file can say
 * @param removal undoes it, with the tensor's name in the place of {@code %s}
 */
record Reparametrization(String first, String second, boolean entrywise, String removal) {
    private static final String PARAMETRIZATIONS = "parametrizations";
    private static final String ORIGINAL = "original";
    private static final List<Reparametrization> KNOWN = List.of(
            new Reparametrization("_g", "_v", false, "torch.nn.utils.remove_weight_norm(module, '%s')"),
            new Reparametrization("_orig", "_mask", true, "torch.nn.utils.prune.remove(module, '%s')"),
            new Reparametrization("_orig", "_u", false, "torch.nn.utils.remove_spectral_norm(module, '%s')"));

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
        return refusalOf(scope, path -> wanted.test(path.leaf()));
    }

    /** {@return the refusal of the first tensor of those whose paths are wanted that is stored in factors} */
    static Optional<NtkException> refusalOf(Scope scope, Predicate<ModulePath> wanted) {
        for (String name : scope.names()) {
            ModulePath path = ModulePath.of(name);
            ModulePath tensor = ModulePath.of(path.module());
            ModulePath parametrizations = ModulePath.of(tensor.module());
            if (path.leaf().startsWith(ORIGINAL)
                    && parametrizations.leaf().equals(PARAMETRIZATIONS)
                    && wanted.test(new ModulePath(parametrizations.module(), tensor.leaf()))) {
                String removal = "torch.nn.utils.parametrize.remove_parametrizations(module, '" + tensor.leaf() + "')";
                return Optional.of(
                        path.leaf().equals(ORIGINAL)
                                ? refusalOfFunction(scope, name, tensor.leaf(), "the parametrization", removal)
                                : refusalOfFactors(scope, name, tensor.leaf(), removal));
            }
            for (Reparametrization known : KNOWN) {
                if (known.holds(name, scope.names())) {
                    String leaf = path.leaf().substring(0, path.leaf().length() - known.first.length());
                    if (wanted.test(new ModulePath(path.module(), leaf))) {
                        String removal = String.format(known.removal, leaf);
                        return Optional.of(
                                known.entrywise
                                        ? refusalOfFunction(
                                                scope, name, leaf, "its product with " + leaf + known.second, removal)
                                        : refusalOfFactors(scope, name, leaf, removal));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private boolean holds(String name, Collection<String> names) {
        return name.endsWith(first) && names.contains(name.substring(0, name.length() - first.length()) + second);
    }

    /** An equation file can say entry by entry what a tensor is of another. */
    private static NtkException refusalOfFunction(
            Scope scope, String original, String tensor, String function, String removal) {
        return scope.refused(
                ErrorId.FILE_FORMAT,
                "stores " + tensor + " as a function of " + Quoted.of(scope.fullName(original)),
                "For the kernel with respect to what was trained, write an equation file with a parameter from \""
                        + Quoted.printable(scope.fullName(original)) + "\" and " + function
                        + " under 'weights'; for that with respect to " + tensor + " itself, another number, call "
                        + removal + " before saving.");
    }

    private static NtkException refusalOfFactors(Scope scope, String factor, String tensor, String removal) {
        return scope.refused(
                ErrorId.FILE_FORMAT,
                "stores " + tensor + " in factors, one of which is " + Quoted.of(scope.fullName(factor)),
                "Call " + removal + " before saving; the kernel is then that with respect to " + tensor
                        + ", not to its factors.");
    }
}
