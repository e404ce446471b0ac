package io.ntk.backend.nd4j;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.List;
import java.util.Map;

/**
 * The backend's own settings.
 *
 * @param path which differentiator multiplies
 */
record Nd4jSettings(Path path) {
    /** Which differentiator multiplies. */
    enum Path {
        /** All vectors of a block at once. */
        BLOCKS,
        /** SameDiff, a vector at a time. */
        SAMEDIFF
    }

    private static final String PATH = "path";
    private static final List<String> PATHS = List.of("blocks", "samediff");

    static Nd4jSettings parse(Map<String, String> settings) {
        for (String key : settings.keySet()) {
            if (!key.equals(PATH)) {
                throw new NtkException(
                        ErrorId.CONFIGURATION,
                        "Backend 'nd4j' has no setting '" + key + "'.",
                        ClosestName.remedy(key, List.of(PATH)));
            }
        }
        String path = settings.getOrDefault(PATH, "blocks");
        return switch (path) {
            case "blocks" -> new Nd4jSettings(Path.BLOCKS);
            case "samediff" -> new Nd4jSettings(Path.SAMEDIFF);
            default ->
                throw new NtkException(
                        ErrorId.CONFIGURATION,
                        "Setting 'path' of backend 'nd4j' is '" + path + "'.",
                        ClosestName.remedy(path, PATHS));
        };
    }
}
