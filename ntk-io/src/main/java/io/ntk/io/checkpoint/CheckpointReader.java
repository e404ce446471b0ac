package io.ntk.io.checkpoint;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.NumericArray;
import java.util.List;
import java.util.Map;

/**
 * Finds the parameters of a model by name among the arrays of a file.
 *
 * <p>Modules are the parts of a name between dots or slashes, as in {@code model.gru.weight_hh_l0}. Arrays that are not
 * asked for, such as those of an encoder, are never read.
 */
public final class CheckpointReader {
    private final Scope scope;

    private CheckpointReader(Scope scope) {
        this.scope = scope;
    }

    /**
     * Searches all arrays of a file.
     *
     * @param file an open file, which must stay open while this is used
     * @return its parameters
     */
    public static CheckpointReader of(ArrayFile file) {
        return new CheckpointReader(Scope.whole(file));
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
        return new CheckpointReader(Scope.within(file, prefix));
    }

    /**
     * Reads the recurrent parameters of PyTorch's {@code RNN}, {@code GRU}, {@code LSTM} and their cells, and the
     * readout if there is one.
     *
     * @return the parameters under canonical names, their shapes agreeing with each other
     * @throws NtkException {@link ErrorId#ARRAY_NOT_FOUND} if there are none, or a layer lacks a weight;
     *     {@link ErrorId#INVALID_ARGUMENT} if several modules have some, so that a prefix must choose one;
     *     {@link ErrorId#FILE_FORMAT} for bidirectional networks and LSTM projections, which are not supported;
     *     {@link ErrorId#SHAPE_MISMATCH} naming both arrays and both shapes; {@link ErrorId#NON_FINITE} naming the
     *     first index; or as {@link ArrayFile#read}
     */
    public RecurrentParameters recurrent() {
        return new RecurrentMatch(scope).read();
    }

    /**
     * Reads the parameters that a cell declares, by the cell's own names.
     *
     * <p>The parameters come from the outermost module that holds all of them, or from the only one. If no module holds
     * more than one of them, they may be in different modules, provided that each name occurs once. A trailing
     * {@code _l0} that only the file or only the expected name has is ignored.
     *
     * @param expected distinct names
     * @return the arrays under the expected names, in their order
     * @throws NtkException {@link ErrorId#ARRAY_NOT_FOUND} naming all that are missing and all that exist;
     *     {@link ErrorId#INVALID_ARGUMENT} if several modules match, so that a prefix must choose one;
     *     {@link ErrorId#NON_FINITE} naming the first index; or as {@link ArrayFile#read}
     */
    public Map<String, NumericArray> named(List<String> expected) {
        return new NamedMatch(scope, expected).read();
    }
}
