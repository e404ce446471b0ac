package io.ntk.runtime.model;

import io.ntk.api.model.Indices;

/**
 * The trials of an inputs file that are run. Targets, masks and labels are stored of all trials of that file.
 *
 * @param all how many the file holds
 * @param kept those that are run
 */
public record ChosenTrials(int all, Indices kept) {
    /**
     * {@return all trials}
     *
     * @param count how many there are
     */
    public static ChosenTrials all(int count) {
        return new ChosenTrials(count, Indices.range(0, count));
    }

    /** {@return whether trials are left out} */
    public boolean isPart() {
        return kept.size() < all;
    }
}
