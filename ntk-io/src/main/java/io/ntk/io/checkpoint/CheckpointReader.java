package io.ntk.io.checkpoint;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the parameters of a model by name among the arrays of a file.
 *
 * <p>Modules are the parts of a name between dots or slashes, as in {@code model.gru.weight_hh_l0}. Arrays that are not
 * asked for, such as those of an encoder, are never read.
 */
public final class CheckpointReader {
    private final Scope scope;
    private final TensorMap map;

    private CheckpointReader(Scope scope, TensorMap map) {
        this.scope = scope;
        this.map = map;
    }

    /**
     * Searches all arrays of a file.
     *
     * @param file an open file, which must stay open while this is used
     * @return its parameters
     */
    public static CheckpointReader of(ArrayFile file) {
        return new CheckpointReader(Scope.whole(file), TensorMap.NONE);
    }

    /**
     * Searches the arrays of one module of a file.
     *
     * @param file an open file, which must stay open while this is used
     * @param prefix the module's path, such as {@code before} for arrays named {@code before.weight_ih}
     * @return its parameters
     * @throws NtkException {@link ErrorId#ARRAY_NOT_FOUND} if no name begins with it, with the closest module
     */
    public static CheckpointReader of(ArrayFile file, String prefix) {
        return new CheckpointReader(Scope.within(file, prefix), TensorMap.NONE);
    }

    /** {@return the arrays that are searched, in the order of the file} */
    public List<ArrayInfo> arrays() {
        return scope.names().stream().map(scope::info).toList();
    }

    /**
     * {@return a reader that takes some tensors from where the user says}
     *
     * @param where the arrays by tensor
     */
    public CheckpointReader mapped(TensorMap where) {
        return new CheckpointReader(scope, where);
    }

    /**
     * Reads the recurrent parameters of PyTorch's {@code RNN}, {@code GRU}, {@code LSTM} and their cells.
     *
     * <p>If several modules have some, the chosen one itself is taken before those inside it, and modules that hold
     * identical arrays are one.
     *
     * @return the parameters under canonical names, their shapes agreeing with each other
     * @throws NtkException {@link ErrorId#ARRAY_NOT_FOUND} if there are none, or a layer lacks a weight;
     *     {@link ErrorId#INVALID_ARGUMENT} if several modules have some, so that a prefix must choose one;
     *     {@link ErrorId#FILE_FORMAT} for bidirectional networks, LSTM projections and tensors stored in factors, which
     *     are not supported; {@link ErrorId#SHAPE_MISMATCH} naming both arrays and both shapes;
     *     {@link ErrorId#NON_FINITE} naming the first index; or as {@link ArrayFile#read}
     */
    public RecurrentParameters recurrent() {
        return new RecurrentMatch(scope, map).read();
    }

    /**
     * Reads the parameters that a cell declares, by the cell's own names.
     *
     * <p>The parameters come from the outermost module that holds all of them, or from the only one; modules that hold
     * identical arrays are one. If no module holds more than one of them, they may be in different modules, provided that
     * each name occurs once. A trailing {@code _l0} that only the file or only the expected name has is ignored.
     *
     * @param expected distinct names
     * @param optional those that the file may lack, without a layer
     * @return the arrays under the expected names, in their order, without those that are absent
     * @throws NtkException {@link ErrorId#ARRAY_NOT_FOUND} naming all that are missing and all that exist;
     *     {@link ErrorId#INVALID_ARGUMENT} if several modules match, so that a prefix must choose one;
     *     {@link ErrorId#NON_FINITE} naming the first index; or as {@link ArrayFile#read}
     */
    public FoundTensors named(List<String> expected, Set<String> optional) {
        return new NamedMatch(scope, expected, optional, map).read();
    }

    /**
     * Reads what a single tensor is mapped to.
     *
     * @param tensor its name
     * @return the tensor alone, if the user maps it
     * @throws NtkException {@link ErrorId#ARRAY_NOT_FOUND} if the file does not hold what the user says; or as
     *     {@link ArrayFile#read}
     */
    public Optional<FoundTensors> mappedTensor(String tensor) {
        return map.pattern(tensor).map(pattern -> {
            Findings findings = new Findings(scope);
            List<ArrayInfo> arrays = scope.mapped(tensor, pattern);
            findings.choose(tensor, arrays.get(0));
            findings.same(arrays.subList(1, arrays.size()));
            return findings.read("");
        });
    }

    /**
     * Reads a tensor from where it is said to stand: under that very name, or else in the only array whose name ends in it
     * after a separator. Identical arrays are one.
     *
     * @param tensor its name
     * @param stored the name of the array, or how it ends
     * @return the tensor alone, if the file has it
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} if several arrays that differ end in the name,
     *     {@link ErrorId#FILE_FORMAT} if the tensor is stored in factors, or as {@link ArrayFile#read}
     */
    public Optional<FoundTensors> placed(String tensor, String stored) {
        List<ArrayInfo> arrays = scope.endingIn(stored);
        if (arrays.isEmpty()) {
            Reparametrization.refusalOf(scope, path -> path.isOf(stored)).ifPresent(refusal -> {
                throw refusal;
            });
            return Optional.empty();
        }
        Findings findings = new Findings(scope);
        findings.choose(tensor, arrays.get(0));
        findings.same(arrays.subList(1, arrays.size()));
        return Optional.of(findings.read(""));
    }

    /**
     * Looks for the linear layer that reads a state: {@code MODULE.weight} of shape {@code [O, width]}.
     *
     * <p>Unless the user names it, it is the only one in the module, or the only one called readout. An embedding is none,
     * nor is a layer whose outputs another layer reads. The user may name any array, or a module that holds a weight or
     * Keras' kernel, also beside the chosen module; the shape decides which way it is stored.
     *
     * @param width the width of the state
     * @param request what the user asks for
     * @param used the names in the file of what the cell has already
     * @return the readout, or why there is none
     * @throws NtkException if what the user names cannot be a readout
     */
    public ReadoutAnswer readout(int width, ReadoutRequest request, Set<String> used) {
        return new ReadoutSearch(scope, map, width, used).find(request);
    }
}
