package io.ntk.api.model;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.ParameterLayout;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The parameter tensors to differentiate, by patterns: {@code *} matches any text, {@code ?} one character. */
public final class ParameterSelection {
    private static final ParameterSelection ALL = new ParameterSelection(List.of("*"));

    private final List<String> globs;
    private final List<Predicate<String>> patterns;

    private ParameterSelection(List<String> globs) {
        this.globs = List.copyOf(globs);
        this.patterns = this.globs.stream()
                .map(glob -> pattern(glob).asMatchPredicate())
                .toList();
    }

    /** {@return a selection of every tensor} */
    public static ParameterSelection all() {
        return ALL;
    }

    /**
     * {@return a selection of the tensors that match at least one pattern}
     *
     * @param globs patterns such as {@code weight_hh*}, at least one
     */
    public static ParameterSelection of(List<String> globs) {
        if (globs.isEmpty()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT, "The parameter selection is empty.", "Give at least one pattern.");
        }
        return new ParameterSelection(globs);
    }

    /**
     * {@return whether a tensor is selected}
     *
     * @param name the tensor's name
     */
    public boolean includes(String name) {
        return patterns.stream().anyMatch(pattern -> pattern.test(name));
    }

    /** {@return the patterns} */
    public List<String> globs() {
        return globs;
    }

    /**
     * Computes the layout of the differentiated parameters: the selected tensors, packed, in the same order.
     *
     * @param layout all tensors of a model
     * @return the layout of those that match
     * @throws NtkException {@link ErrorId#UNKNOWN_PARAMETER} if a pattern matches no tensor
     */
    public ParameterLayout select(ParameterLayout layout) {
        List<String> names = layout.names();
        for (int i = 0; i < globs.size(); i++) {
            if (names.stream().noneMatch(patterns.get(i))) {
                String glob = globs.get(i);
                throw new NtkException(
                        ErrorId.UNKNOWN_PARAMETER,
                        "No parameter tensor matches '" + glob + "'.",
                        ClosestName.remedy(glob, names));
            }
        }
        return layout.filter(this::includes);
    }

    private static Pattern pattern(String glob) {
        String[] literals = glob.split("((?<=[*?])|(?=[*?]))", -1);
        StringBuilder regex = new StringBuilder();
        Arrays.stream(literals)
                .map(part -> switch (part) {
                    case "*" -> ".*";
                    case "?" -> ".";
                    default -> Pattern.quote(part);
                })
                .forEach(regex::append);
        return Pattern.compile(regex.toString());
    }

    @Override
    public String toString() {
        return String.join(",", globs);
    }
}
