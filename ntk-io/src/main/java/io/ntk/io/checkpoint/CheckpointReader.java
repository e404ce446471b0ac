package io.ntk.io.checkpoint;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.NumericArray;
import java.util.List;
import java.util.Map;

/**
 * The parameters in a file of arrays, found by name.
 *
 * <p>Modules are the parts of a name between dots or slashes, as in {@code model.gru.weight_hh_l0}. Arrays that belong to
 * nothing asked for, such as an encoder's, are never read.
 */
public final class Checkpoint {
    private final Scope scope;

    private Checkpoint(Scope scope) {
        this.scope = scope;
    }

    /**
     * All arrays of a file.
     *
     * @param file an open file, which must stay open while this is used
     * @return its parameters
     */
    public static Checkpoint of(ArrayFile file) {
        return new Checkpoint(Scope.whole(file));
    }

    /**
     * The arrays of one module of a file.
     *
     * @param file an open file, which must stay open while this is used
     * @param prefix the module's path, such as {@code before} for arrays named {@code before.weight_ih}
     * @return its parameters
     * @throws NtkException {@link ErrorId#ARRAY_NOT_FOUND} if no name begins so, with the closest that does
     */
    public static Checkpoint of(ArrayFile file, String prefix) {
        return new Checkpoint(Scope.within(file, prefix));
    }

    /**
     * Reads the recurrent parameters that PyTorch's {@code RNN}, {@code GRU}, {@code LSTM} and their cells have, and the
     * readout after them if there is one.
     *
     * @return the parameters under canonical names, their shapes agreeing with each other
     * @throws NtkException {@link ErrorId#ARRAY_NOT_FOUND} if there are none, or a layer lacks a weight;
     *     {@link ErrorId#INVALID_ARGUMENT} if several modules have some, so that a prefix must choose;
     *     {@link ErrorId#FILE_FORMAT} for bidirectional networks and LSTM projections, which are not supported;
     *     {@link ErrorId#SHAPE_MISMATCH} naming both arrays and both shapes; {@link ErrorId#NON_FINITE} naming the first
     *     index; or as {@link ArrayFile#read}
     */
    public RecurrentParameters recurrent() {
        return new RecurrentMatch(scope).read();
    }

    /**
     * Reads the parameters that a cell declares, by names of its own.
     *
     * <p>The module taken is the outermost one, or else the only one, that holds all of them. If no module holds even two,
     * each may stand in a module of its own, provided its name occurs once. A trailing {@code _l0} in the file or in the
     * expected name alone is no difference.
     *
     * @param expected the names, without repetition
     * @return the arrays under the expected names, in their order
     * @throws NtkException {@link ErrorId#ARRAY_NOT_FOUND} naming all that are missing and what there is;
     *     {@link ErrorId#INVALID_ARGUMENT} if several modules fit, so that a prefix must choose; {@link ErrorId#NON_FINITE}
     *     naming the first index; or as {@link ArrayFile#read}
     */
    public Map<String, NumericArray> named(List<String> expected) {
        return new NamedMatch(scope, expected).read();
    }
}
