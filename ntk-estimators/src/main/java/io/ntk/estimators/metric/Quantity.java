package io.ntk.estimators.metric;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.estimators.estimate.Interval;
import java.util.Locale;
import java.util.regex.Pattern;

/** A number that describes one thing or compares two, as every form of a report names and explains it. */
public abstract class Quantity {
    private static final Pattern KEBAB_CASE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    private final String name;
    private final String title;
    private final String meaning;
    private final Interval range;

    /**
     * Describes the quantity.
     *
     * @param name in kebab case, such as {@code effective-dimension}
     * @param title for people, such as {@code Effective dimension}
     * @param meaning one sentence
     * @param range the least and the largest value, possibly infinite
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} if the name is not in kebab case
     */
    protected Quantity(String name, String title, String meaning, Interval range) {
        if (!KEBAB_CASE.matcher(name).matches()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The name of a metric is '" + name + "'.",
                    "Use small letters, digits and single hyphens, as in effective-dimension.");
        }
        this.name = name;
        this.title = title;
        this.meaning = meaning;
        this.range = range;
    }

    /** {@return the name, in kebab case, by which it is asked for} */
    public final String name() {
        return name;
    }

    /** {@return its key in JSON: the name in camel case} */
    public final String key() {
        StringBuilder key = new StringBuilder();
        for (String word : name.split("-", -1)) {
            key.append(key.length() == 0 ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return key.toString();
    }

    /** {@return the part of a network that it is of, such as a parameter tensor; empty if it is of the whole} */
    public String part() {
        return "";
    }

    /** {@return its name as a column of a table and as an array: the name in snake case, then a dot and the part if there is one} */
    public final String column() {
        return column("");
    }

    /**
     * {@return a column of that name with an ending, such as {@code _after}}
     *
     * @param ending stands before the part
     */
    public final String column(String ending) {
        return stem(ending) + (part().isEmpty() ? "" : '.' + part());
    }

    /**
     * {@return what the columns of all parts begin with: the name in snake case with an ending}
     *
     * @param ending such as {@code _after}
     */
    public final String stem(String ending) {
        return name.replace('-', '_') + ending;
    }

    /** {@return its title in headings} */
    public final String title() {
        return title;
    }

    /** {@return one sentence on its meaning} */
    public final String meaning() {
        return meaning;
    }

    /** {@return the least and the largest value, whatever it is of} */
    public final Interval range() {
        return range;
    }

    /** {@return whether it compares two things, rather than describes one} */
    public abstract boolean isOfPair();

    /** {@return whether the order of the two does not matter; meaningless for a quantity of one} */
    public boolean isSymmetric() {
        return false;
    }

    @Override
    public final String toString() {
        return name;
    }
}
