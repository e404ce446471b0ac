package io.ntk.cli.compare;

import io.ntk.io.arrays.ArrayReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;

/** Short names by which models can be told apart, as they are: whoever shows them escapes what cannot be seen. */
public final class ModelNames {
    private static final List<String> ENDINGS = List.of(".safetensors", ".npz");

    private ModelNames() {}

    /**
     * {@return a name for each model: its file without folder and ending, and the prefix in it; the whole reference where
     * that is not enough; and numbers behind the names where a model was given twice}
     *
     * @param models the models
     */
    public static List<String> of(List<ArrayReference> models) {
        for (Function<ArrayReference, String> name : List.<Function<ArrayReference, String>>of(
                ModelNames::base, ModelNames::file, ArrayReference::toString)) {
            List<String> names = models.stream().map(name).toList();
            if (new HashSet<>(names).size() == names.size()) {
                return names;
            }
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            names.add(base(models.get(i)) + " #" + (i + 1));
        }
        return names;
    }

    private static String base(ArrayReference model) {
        String file = String.valueOf(model.file().getFileName());
        for (String ending : ENDINGS) {
            if (file.endsWith(ending) && file.length() > ending.length()) {
                file = file.substring(0, file.length() - ending.length());
            }
        }
        return withPrefix(file, model);
    }

    private static String file(ArrayReference model) {
        return withPrefix(String.valueOf(model.file().getFileName()), model);
    }

    private static String withPrefix(String file, ArrayReference model) {
        return model.name().map(prefix -> file + ":" + prefix).orElse(file);
    }
}
