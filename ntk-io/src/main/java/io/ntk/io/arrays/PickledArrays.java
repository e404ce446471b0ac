package io.ntk.io.arrays;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.io.pickle.Construction;
import java.io.IOException;

/** Recognises one library's arrays among the objects of a pickle. */
interface PickledArrays {
    /** {@return whether an object is an array} */
    boolean recognises(Construction object);

    /**
     * Describes an array that is recognised.
     *
     * @throws NtkException {@link ErrorId#FILE_FORMAT} if it contradicts itself or the file
     */
    StoredArray array(Origin origin, String name, Construction object) throws IOException;
}
