package io.ntk.estimators.exact;

import io.ntk.api.spi.DenseMatrix;
import io.ntk.estimators.exact.ParameterClass.Column;
import io.ntk.estimators.exact.ParameterClass.Owner;
import io.ntk.estimators.linalg.DirectBuffers;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one-step kernels of one model by entries: k_g(τ, τ′) = Σ_i Σ_{places, places′} d_i(τ) d_i(τ′) Σ_φ f_φ(τ) f_φ(τ′), summed over the
 * columns i of D in entry g and the features φ of a part of the parameters, where τ stands for a trial and step. Each feature counts
 * once for each tensor that it belongs to, and by the square of the slope of the element where there are slopes.
 */
final class EntryKernels {
    private enum Role {
        FEATURES,
        FEATURE_GRAM
    }

    /**
     * A column of a class in an entry.
     *
     * @param slopes d of each place, empty where D has no such column
     */
    // Never compared.
    @SuppressWarnings("ArrayRecordComponent")
    private record Member(int ofClass, int index, double[][] slopes) {}

    /**
     * What k is a sum of: diag(left) gram diag(right). A row is an array of its own, because the compiler makes vector instructions of a
     * loop over arrays from their beginnings.
     */
    // Never compared.
    @SuppressWarnings("ArrayRecordComponent")
    private record Term(double[] left, double[] right, double[][] gram) {
        void addRow(int row, double[] sum) {
            addScaled(left[row], right, gram[row], sum);
        }

        private static void addScaled(double scale, double[] scales, double[] given, double[] sum) {
            for (int column = 0; column < sum.length; column++) {
                sum[column] += scale * scales[column] * given[column];
            }
        }
    }

    private final ModelPieces model;
    private final List<ParameterClass> classes;
    private final Parts parts;
    private final List<DoubleBuffer> features;
    private final List<List<Member>> members = new ArrayList<>();

    EntryKernels(ModelPieces model, Entries entries, List<ParameterClass> classes, Parts parts) {
        this.model = model;
        this.classes = classes;
        this.parts = parts;
        this.features = classes.stream().map(model::features).toList();
        Map<SiteColumn, double[]> slopes = entries.slopes();
        for (int g = 0; g < entries.width(); g++) {
            members.add(new ArrayList<>());
        }
        for (int c = 0; c < classes.size(); c++) {
            for (int i = 0; i < classes.get(c).width(); i++) {
                int entry = entries.entryOf(classes.get(c), i);
                if (entry >= 0) {
                    int index = i;
                    double[][] ofPlaces = classes.get(c).places().stream()
                            .map(place -> slopes.getOrDefault(new SiteColumn(place.site(), index), new double[0]))
                            .toArray(double[][]::new);
                    members.get(entry).add(new Member(c, i, ofPlaces));
                }
            }
        }
    }

    /** {@return the elements that are held of a model: features and slopes} */
    static long heldElements(ModelPieces model, List<ParameterClass> classes) {
        long steps = model.stepsBefore(model.trials());
        return classes.stream()
                .mapToLong(of -> steps * of.places().size() * (of.featureWidth() + of.width()))
                .sum();
    }

    /** {@return the elements of a {@link Pair} of blocks of so many rows, and of the buffers it uses} */
    static long pairElements(List<ParameterClass> classes, Parts parts, long rows) {
        long grams = 0;
        long widest = 0;
        for (ParameterClass of : classes) {
            long places = of.places().size();
            grams += parts.count() * places * places * rows * rows;
            widest = Math.max(widest, places * rows * of.featureWidth());
        }
        return grams + widest + 2 * rows * rows;
    }

    /** {@return the operations of the kernels of so many of the entries between blocks of so many rows and columns} */
    static double flops(
            ModelPieces model, List<ParameterClass> classes, Parts parts, double share, double rows, double columns) {
        double flops = 0;
        for (ParameterClass of : classes) {
            double places = of.places().size();
            double ofShare = share * of.width();
            double grams = model.slopes() == null ? 1 : ofShare;
            flops += places * places * (2 * grams * of.featureWidth() + 3 * ofShare);
        }
        return parts.count() * rows * columns * flops;
    }

    /** {@return the kernels between two blocks of trials} */
    Pair between(TrialBlock rows, TrialBlock columns, DirectBuffers workspace) {
        return new Pair(rows, columns, workspace);
    }

    /** The kernels between two blocks of trials. It holds the inner products of features where they are the same for all columns of D. */
    final class Pair {
        private final TrialBlock left;
        private final TrialBlock right;
        private final DirectBuffers workspace;
        private final Map<Integer, Optional<double[][][]>> grams = new HashMap<>();

        private Pair(TrialBlock left, TrialBlock right, DirectBuffers workspace) {
            this.left = left;
            this.right = right;
            this.workspace = workspace;
        }

        /**
         * Computes k of an entry and a part.
         *
         * @param entry the entry
         * @param part the part
         * @param out receives {@code [rows, columns]}, whose rows and columns are the steps of one trial of a block after another
         * @return whether the part has parameters in the entry; if not, nothing is written
         */
        boolean compute(int entry, int part, double[] out) {
            List<Term> terms = new ArrayList<>();
            for (Member member : members.get(entry)) {
                gram(member, part).ifPresent(ofPlaces -> addTerms(member.slopes(), ofPlaces, terms));
            }
            if (terms.isEmpty()) {
                return false;
            }
            double[] sum = new double[right.rows()];
            for (int row = 0; row < left.rows(); row++) {
                Arrays.fill(sum, 0);
                for (Term term : terms) {
                    term.addRow(row, sum);
                }
                System.arraycopy(sum, 0, out, row * sum.length, sum.length);
            }
            return true;
        }

        private void addTerms(double[][] slopes, double[][][] ofPlaces, List<Term> terms) {
            for (int pl = 0; pl < slopes.length; pl++) {
                for (int pr = 0; pr < slopes.length; pr++) {
                    if (slopes[pl].length > 0 && slopes[pr].length > 0) {
                        terms.add(new Term(
                                ofBlock(slopes[pl], left),
                                ofBlock(slopes[pr], right),
                                ofPlaces[pl * slopes.length + pr]));
                    }
                }
            }
        }

        private static double[] ofBlock(double[] slopes, TrialBlock block) {
            return Arrays.copyOfRange(slopes, block.stepsBefore(), block.stepsBefore() + block.rows());
        }

        /** {@return Σ_φ f_φ f_φ for each pair of places of a member's class; nothing if the part has none of its features} */
        private Optional<double[][][]> gram(Member member, int part) {
            if (model.slopes() != null) {
                return product(member, part);
            }
            return grams.computeIfAbsent(member.ofClass() * parts.count() + part, key -> product(member, part));
        }

        private Optional<double[][][]> product(Member member, int part) {
            ParameterClass of = classes.get(member.ofClass());
            double[] weights = of.columns().stream()
                    .mapToDouble(column -> weight(column, member.index(), part))
                    .toArray();
            if (Arrays.stream(weights).allMatch(weight -> weight == 0)) {
                return Optional.empty();
            }
            int places = of.places().size();
            int width = of.featureWidth();
            int rows = left.rows();
            int columns = right.rows();
            DoubleBuffer given = features.get(member.ofClass());
            DoubleBuffer weighted = workspace.get(Role.FEATURES, (long) rows * width);
            DoubleBuffer product = workspace.get(Role.FEATURE_GRAM, (long) rows * columns);
            double[][][] found = new double[places * places][rows][columns];
            for (int pl = 0; pl < places; pl++) {
                for (int row = 0; row < rows; row++) {
                    int at = ((left.stepsBefore() + row) * places + pl) * width;
                    for (int c = 0; c < width; c++) {
                        weighted.put(row * width + c, weights[c] * given.get(at + c));
                    }
                }
                for (int pr = 0; pr < places; pr++) {
                    int at = (right.stepsBefore() * places + pr) * width;
                    model.products()
                            .multiply(
                                    1,
                                    DenseMatrix.of(weighted, 0, rows, width),
                                    DenseMatrix.of(given, at, columns, width, places * width)
                                            .transpose(),
                                    0,
                                    DenseMatrix.of(product, 0, rows, columns));
                    double[][] ofPlaces = found[pl * places + pr];
                    for (int row = 0; row < rows; row++) {
                        product.get(row * columns, ofPlaces[row]);
                    }
                }
            }
            return Optional.of(found);
        }
    }

    /** How often a feature of a column of D counts for a part. */
    private double weight(Column column, int index, int part) {
        double weight = 0;
        for (Owner owner : column.owners()) {
            if (parts.ofTensors()[owner.tensor()] == part) {
                weight += SquaredSlopes.at(model.slopes(), owner, index);
            }
        }
        return weight;
    }
}
