package io.ntk.io.arrays;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.IOException;

/** Finds the storages that the pickle of a checkpoint refers to. */
interface TorchStorages {
    /**
     * Finds a storage.
     *
     * @param origin the tensor, for messages
     * @param reference how the pickle refers to the storage
     * @throws NtkException {@link ErrorId#FILE_FORMAT} if there is none, or it is shorter than the file claims
     */
    TorchStorage find(Origin origin, Object reference) throws IOException;
}
