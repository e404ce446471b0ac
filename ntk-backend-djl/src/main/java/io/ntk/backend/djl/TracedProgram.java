package io.ntk.backend.djl;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The derivative of a model's step at every state that a run went through: a linear program on variables. The first
 * variables are the parts of the state before the step; each definition computes one more from those before it.
 *
 * @param widths of the variables
 * @param definitions in the order of computation
 * @param observed the variable that is observed
 * @param arrays everything that it holds on the device
 */
record TracedProgram(List<Integer> widths, List<Definition> definitions, int observed, List<NDArray> arrays)
        implements AutoCloseable {
    /** How a variable comes about. */
    sealed interface Definition {
        /** {@return the variable} */
        int variable();
    }

    /** A variable that is a sum of affine maps. */
    record Affine(int variable, List<Site> sites) implements Definition {}

    /** A variable that is used several times. */
    record Copy(int variable, List<Piece> pieces) implements Definition {}

    /** A part of the state after the step, where perturbations of the dynamics enter. */
    record Next(int variable, int part, List<Piece> pieces) implements Definition {}

    /**
     * The affine map x Wᵀ + b, or b alone.
     *
     * @param weight the name of W, if there is one
     * @param bias the name of b, if there is one
     * @param features the values of x, {@code [T · B, in]}, if there is a weight
     * @param input the columns of x
     */
    record Site(
            @Nullable String weight,
            @Nullable String bias,
            @Nullable NDArray features,
            List<Piece> input) {

        /** {@return whether the input depends on any variable} */
        boolean propagates() {
            return input.stream().anyMatch(piece -> !piece.products.isEmpty());
        }
    }

    /** Columns that are a sum of products, zero if there are none. */
    record Piece(int width, List<Product> products) {}

    /**
     * A coefficient times a sum of variables.
     *
     * @param factor the coefficient if it is the same everywhere
     * @param coefficient otherwise the coefficient, {@code [T, B, 1, width]}
     * @param places the columns of variables that are summed
     */
    record Product(double factor, @Nullable NDArray coefficient, List<Lanes.Place> places) {}

    /**
     * {@return the program in which affine maps that are only ever used as a sum are one sum, as those of the input and of the
     * state are in most cells: fewer products, and one matrix product for the gradients of all their parameters}
     */
    TracedProgram withSumsMerged() {
        Map<Integer, StringBuilder> uses = new HashMap<>();
        int number = 0;
        for (Piece piece : allPieces()) {
            for (Product product : piece.products) {
                for (Lanes.Place place : product.places) {
                    uses.computeIfAbsent(place.variable(), v -> new StringBuilder())
                            .append(number)
                            .append('@')
                            .append(place.from())
                            .append(' ');
                }
                number++;
            }
        }
        uses.computeIfAbsent(observed, v -> new StringBuilder()).append("observed");
        Map<String, List<Affine>> groups = new HashMap<>();
        for (Definition definition : definitions) {
            StringBuilder use = uses.get(definition.variable());
            if (definition instanceof Affine affine && use != null) {
                groups.computeIfAbsent(use.toString(), key -> new ArrayList<>()).add(affine);
            }
        }
        // The last of a group stands for all; what only others of it define goes.
        Map<Integer, Affine> sums = new HashMap<>();
        for (List<Affine> group : groups.values()) {
            List<Site> sites = new ArrayList<>();
            group.forEach(affine -> sites.addAll(affine.sites));
            int variable = group.get(group.size() - 1).variable;
            sums.put(variable, new Affine(variable, sites));
        }
        Set<Integer> gone = new HashSet<>();
        definitions.stream()
                .filter(definition -> definition instanceof Affine && !sums.containsKey(definition.variable()))
                .forEach(definition -> gone.add(definition.variable()));
        List<Definition> merged = new ArrayList<>();
        for (Definition definition : definitions) {
            if (!gone.contains(definition.variable())) {
                Affine sum = sums.get(definition.variable());
                merged.add(without(sum == null ? definition : sum, gone));
            }
        }
        return new TracedProgram(widths, merged, observed, arrays);
    }

    /**
     * {@return how many numbers a step makes for each trial and column, forwards or backwards} All of them stay until the step ends:
     * every product with a weight, every product with a coefficient, every partial sum, and what is joined of them.
     */
    long numbersOfAStep() {
        long numbers = 0;
        for (Definition definition : definitions) {
            long width = widths.get(definition.variable());
            if (definition instanceof Affine affine) {
                for (Site site : affine.sites) {
                    numbers += site.propagates() ? 2 * width + numbers(site.input) : 0;
                }
            } else if (definition instanceof Copy copy) {
                numbers += width + numbers(copy.pieces);
            } else if (definition instanceof Next next) {
                numbers += 2 * width + numbers(next.pieces);
            }
        }
        return numbers;
    }

    private static long numbers(List<Piece> pieces) {
        long numbers = 0;
        for (Piece piece : pieces) {
            long made = piece.products.stream()
                    .mapToLong(product -> 1 + product.places.size())
                    .sum();
            numbers += piece.width * (1 + made);
        }
        return numbers;
    }

    private List<Piece> allPieces() {
        List<Piece> all = new ArrayList<>();
        for (Definition definition : definitions) {
            if (definition instanceof Affine affine) {
                affine.sites.forEach(site -> all.addAll(site.input));
            } else if (definition instanceof Copy copy) {
                all.addAll(copy.pieces);
            } else if (definition instanceof Next next) {
                all.addAll(next.pieces);
            }
        }
        return all;
    }

    /** {@return the definition, its own variable's aside, without mention of some variables} */
    private static Definition without(Definition definition, Set<Integer> gone) {
        if (definition instanceof Affine affine) {
            return new Affine(
                    affine.variable,
                    affine.sites.stream()
                            .map(site -> new Site(site.weight, site.bias, site.features, without(site.input, gone)))
                            .toList());
        } else if (definition instanceof Copy copy) {
            return new Copy(copy.variable, without(copy.pieces, gone));
        }
        Next next = (Next) definition;
        return new Next(next.variable, next.part, without(next.pieces, gone));
    }

    private static List<Piece> without(List<Piece> pieces, Set<Integer> gone) {
        return pieces.stream()
                .map(piece -> new Piece(
                        piece.width,
                        piece.products.stream()
                                .map(product -> new Product(
                                        product.factor,
                                        product.coefficient,
                                        product.places.stream()
                                                .filter(place -> !gone.contains(place.variable()))
                                                .toList()))
                                .filter(product -> !product.places.isEmpty())
                                .toList()))
                .toList();
    }

    @Override
    public void close() {
        arrays.forEach(NDArray::close);
    }
}
