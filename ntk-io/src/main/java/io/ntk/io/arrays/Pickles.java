package io.ntk.io.arrays;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.io.pickle.Construction;
import io.ntk.io.pickle.PickleException;
import io.ntk.io.pickle.PickleReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lists the arrays of a pickle. */
final class Pickles {
    private final Path path;
    private final long fileBytes;
    private final Origin origin;

    Pickles(Path path, long fileBytes) {
        this.path = path;
        this.fileBytes = fileBytes;
        this.origin = Origin.file(path);
    }

    /**
     * Reads the next pickle of a stream.
     *
     * @throws NtkException {@link ErrorId#FILE_FORMAT} if it breaks a rule or a limit of the format
     */
    Object next(PickleReader reader) throws IOException {
        try {
            return reader.next();
        } catch (PickleException e) {
            throw origin.malformed(
                    "holds a pickle that cannot be understood: " + Quoted.printable(String.valueOf(e.getMessage())));
        }
    }

    /**
     * Names and describes the arrays.
     *
     * @param root what the pickle made
     * @param kinds what counts as an array
     * @return the arrays by name, in the order of the file, possibly none
     * @throws NtkException {@link ErrorId#FILE_FORMAT} if an array contradicts itself or the file
     */
    Map<String, StoredArray> arrays(Object root, List<PickledArrays> kinds) throws IOException {
        Catalogue catalogue = new Catalogue(origin, fileBytes);
        Map<String, Construction> named = PickledNames.of(
                origin, root, stem(), catalogue, object -> kind(object, kinds).isPresent());
        for (Map.Entry<String, Construction> entry : named.entrySet()) {
            String name = entry.getKey();
            PickledArrays kind = kind(entry.getValue(), kinds).orElseThrow();
            catalogue.addCounted(kind.array(Origin.array(name, path), name, entry.getValue()));
        }
        return catalogue.arrays();
    }

    private static Optional<PickledArrays> kind(Construction object, List<PickledArrays> kinds) {
        for (PickledArrays kind : kinds) {
            if (kind.recognises(object)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** Refuses a pickle without arrays. */
    Map<String, StoredArray> requireSome(Map<String, StoredArray> arrays) {
        if (arrays.isEmpty()) {
            throw origin.malformed(
                    "holds neither tensors nor numeric NumPy arrays",
                    "For a PyTorch model, save torch.save(model.state_dict(), 'model.pt').");
        }
        return arrays;
    }

    /** An array that was saved alone has no name but that of its file. */
    private String stem() {
        String file = String.valueOf(path.getFileName());
        int dot = file.lastIndexOf('.');
        return dot > 0 ? file.substring(0, dot) : file;
    }
}
