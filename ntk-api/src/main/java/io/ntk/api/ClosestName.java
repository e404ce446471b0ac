package io.ntk.api;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds, for a misspelt name, the known name that was probably meant. */
public final class ClosestName {
    private ClosestName() {}

    /**
     * The known name within a third of the given name's length in optimal-string-alignment distance, ignoring case.
     *
     * @param given what was asked for
     * @param known what exists
     * @return the nearest known name, or empty when none is near enough to be worth offering
     */
    public static Optional<String> of(String given, Collection<String> known) {
        int best = Math.max(1, given.length() / 3) + 1;
        String closest = null;
        for (String candidate : known) {
            int distance = distance(given.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (distance < best) {
                best = distance;
                closest = candidate;
            }
        }
        return Optional.ofNullable(closest);
    }

    /**
     * A sentence that offers the nearest known name, and lists all of them.
     *
     * @param given what was asked for
     * @param known what exists
     * @return for instance {@code Did you mean 'gru'? Known are: gru, lstm.}
     */
    public static String remedy(String given, Collection<String> known) {
        String list = known.isEmpty() ? "None is known." : "Known are: " + String.join(", ", known) + ".";
        return of(given, known)
                .map(name -> "Did you mean '" + name + "'? " + list)
                .orElse(list);
    }

    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int substitution = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + substitution);
                boolean transposed =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (transposed) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
