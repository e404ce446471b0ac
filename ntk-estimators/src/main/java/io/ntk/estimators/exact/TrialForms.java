package io.ntk.estimators.exact;

import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.spi.DenseMatrix;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.StepStructure;
import io.ntk.api.spi.UsedParameters;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.exact.ParameterClass.Owner;
import io.ntk.estimators.linalg.DirectBuffers;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The quadratic forms Σ_b v_bᵀ Θ[b, b] v_b = Σ_b ‖J_bᵀ v_b‖² of the blocks of a kernel that belong to one trial each: what vᵀΘv is
 * without the blocks between trials.
 *
 * <p>With p = Pᵀv, which takes a product, and the features f and the cotangents δ = Dᵀp of the sites, J_bᵀv_b is Σ_t δ_t ⊗ f_t over the
 * steps of trial b: {@code FᵀΔ}, of which only the norm is wanted. So F may be replaced by a {@link FeatureFactor} of no more rows than
 * steps, and the norm of a class of parameters takes 2 T min(T, d) w operations for each trial and vector, with d the width of f and w
 * that of δ. Where the sites name tensors that are made of the differentiated ones, the gradient of these is formed from FᵀΔ.
 */
public final class TrialForms implements AutoCloseable {
    /** The columns of Δ, over units of a site and vectors, that are made at a time: enough for products at full speed. */
    private static final int COLUMNS = 4096;

    /** More vectors at a time gain nothing, however few units there are. */
    private static final int MOST_VECTORS = 64;

    private enum Role {
        PRODUCT
    }

    private final LinearOperator adjoint;
    private final VectorSpace perturbations;
    private final ModelPieces model;
    private final List<ParameterClass> classes;
    /** For each class and trial, what Δ is multiplied by. */
    private final List<DenseMatrix[]> factors = new ArrayList<>();

    private final Optional<UsedParameters> used;
    /** How many vectors are followed through a trial at a time. */
    private final int vectors;

    private final ThreadTeam workers;

    private TrialForms(String method, Kernel kernel, ModelPieces model) {
        Linearization linearization = kernel.requireLinearization(method);
        this.adjoint = kernel.requirePropagation(method).adjoint();
        this.perturbations = linearization.perturbationSpace();
        this.model = model;
        this.used = linearization.requireStructure(method).usedParameters();
        ParameterLayout layout =
                used.map(UsedParameters::layout).orElse(linearization.problem().selectedLayout());
        this.classes = ExactNtk.classes(layout, model, model);
        this.vectors = vectorsAtATime(linearization.requireStructure(method));
        classes.forEach(of -> factors.add(factors(method, of)));
        this.workers = new ThreadTeam(method, model.products().threads());
    }

    /**
     * Reads the features and derivatives of the sites of every trial.
     *
     * @param method the method that needs the forms, for messages
     * @param kernel of a linearization, which must stay open
     * @param memoryLimit the most bytes of buffers
     * @return the forms
     * @throws io.ntk.api.NtkException {@link io.ntk.api.ErrorId#OPERATOR_PROPERTY} for a kernel that comes from no linearization,
     *     {@link io.ntk.api.ErrorId#CAPABILITY_MISSING} if the backend does not offer the step structure, {@link
     *     io.ntk.api.ErrorId#OUT_OF_MEMORY} if the limit is too small
     */
    public static TrialForms of(String method, Kernel kernel, long memoryLimit) {
        Linearization linearization = kernel.requireLinearization(method);
        long needed = Double.BYTES * elements(linearization, linearization.requireStructure(method));
        MemoryBudget memory = new MemoryBudget(method, memoryLimit);
        memory.requireAtLeast(needed);
        UnusedBuffers.collectBeyond(memoryLimit);
        return new TrialForms(
                method, kernel, new ModelPieces(method, linearization, memoryLimit - needed, TrialPairs.ALL));
    }

    /** The most elements of buffers at a time, beside the derivatives of the sites that are kept. */
    private static long elements(Linearization linearization, StepStructure structure) {
        int[] used = linearization.problem().usedSteps();
        long steps = Arrays.stream(used).max().orElse(0);
        long rows = Arrays.stream(used).asLongStream().sum();
        long size = structure.perturbationSize();
        long derivatives = 0;
        long features = 0;
        long widths = 0;
        for (int site = 0; site < structure.sites().size(); site++) {
            StepStructure.AffineSite of = structure.sites().get(site);
            SiteShape stated = SiteShape.stated(structure, site);
            derivatives += stated == null ? size * of.width() : stated.nonZeros();
            features += of.featureWidth() + 1;
            widths += of.width();
        }
        long vectors = vectorsAtATime(structure);
        long gradient = structure.usedParameters().isEmpty()
                ? 0
                : vectors * (features * widths + linearization.parameterSpace().dimension());
        // Of each thread; a product has no more rows than Δ, unless the gradient is formed.
        long ofThread = 2 * steps * derivatives
                + SiteCotangents.elements(steps, size, vectors)
                + vectors * (2 * steps * widths + size)
                + gradient;
        // Of all: the features and their factors, and the derivatives from which shapes are learnt.
        return 2 * rows * features + steps * derivatives + structure.products().threads() * ofThread;
    }

    private static int vectorsAtATime(StepStructure structure) {
        int widest = structure.sites().stream()
                .mapToInt(StepStructure.AffineSite::width)
                .max()
                .orElse(1);
        return Math.max(1, Math.min(MOST_VECTORS, COLUMNS / widest));
    }

    /** Each feature counts once for each tensor that it belongs to, unless the gradient is formed, which tells them apart. */
    private DenseMatrix[] factors(String method, ParameterClass of) {
        int places = of.places().size();
        int width = of.featureWidth();
        DoubleBuffer features = model.features(of);
        double[] weights = of.columns().stream()
                .mapToDouble(column -> Math.sqrt(column.owners().size()))
                .toArray();
        for (int at = 0; used.isEmpty() && at < features.capacity(); at++) {
            features.put(at, weights[at % width] * features.get(at));
        }
        return IntStream.range(0, model.trials())
                .mapToObj(trial -> DenseMatrix.of(
                        features, model.stepsBefore(trial) * places * width, model.steps(trial) * places, width))
                .map(ofTrial -> used.isPresent() ? ofTrial.transpose() : FeatureFactor.of(method, ofTrial))
                .toArray(DenseMatrix[]::new);
    }

    /** {@return the bytes that a vector takes while its form is computed, itself included} */
    public double bytesPerVector() {
        return EstimatorOptions.bytes(adjoint.domain(), 1)
                + EstimatorOptions.bytes(perturbations, 1)
                + (double) Double.BYTES * perturbations.dimension();
    }

    /**
     * Computes Σ_b ‖J_bᵀ v_b‖² for each column, which takes a product of it with Pᵀ.
     *
     * @param v vectors of the space of what is observed
     * @return one number for each column, at least 0
     */
    public double[] of(MultiVector v) {
        double[][] p;
        try (MultiVector image = adjoint.times(v)) {
            p = image.toArrays();
        }
        double[][] ofTrials = new double[model.trials()][p.length];
        workers.run(ofTrials.length, (trial, workspace) -> add(trial, p, workspace, ofTrials[trial]));
        double[] forms = new double[p.length];
        for (double[] ofTrial : ofTrials) {
            for (int j = 0; j < forms.length; j++) {
                forms[j] += ofTrial[j];
            }
        }
        return forms;
    }

    private void add(int trial, double[][] p, DirectBuffers workspace, double[] forms) {
        for (int from = 0; from < p.length; from += vectors) {
            int to = Math.min(p.length, from + vectors);
            SiteCotangents cotangents = new SiteCotangents(model, trial, perturbations.shape(), p, from, to);
            double[] squares = used.isPresent()
                    ? squaredGradients(used.get(), trial, cotangents, to - from, workspace)
                    : squaredNorms(trial, cotangents, to - from, workspace);
            System.arraycopy(squares, 0, forms, from, squares.length);
        }
    }

    private double[] squaredNorms(int trial, SiteCotangents cotangents, int count, DirectBuffers workspace) {
        double[] squares = new double[count];
        for (int c = 0; c < classes.size(); c++) {
            DenseMatrix product = product(c, trial, cotangents, workspace);
            double[] row = new double[product.columns()];
            for (int r = 0; r < product.rows(); r++) {
                product.copyRow(r, row);
                for (int first = 0; first < row.length; first += count) {
                    for (int j = 0; j < count; j++) {
                        squares[j] += row[first + j] * row[first + j];
                    }
                }
            }
        }
        return squares;
    }

    /** R Δ of a class, {@code [rows of R, w · vectors]}. */
    private DenseMatrix product(int c, int trial, SiteCotangents cotangents, DirectBuffers workspace) {
        DenseMatrix factor = factors.get(c)[trial];
        DenseMatrix delta = cotangents.of(classes.get(c), workspace);
        DoubleBuffer out = workspace.get(Role.PRODUCT, (long) factor.rows() * delta.columns());
        DenseMatrix product = DenseMatrix.of(out, 0, factor.rows(), delta.columns());
        model.products().multiply(1, factor, delta, 0, product);
        return product;
    }

    /** Where one differentiated parameter makes several elements, only its whole derivative may be squared. */
    private double[] squaredGradients(
            UsedParameters map, int trial, SiteCotangents cotangents, int count, DirectBuffers workspace) {
        double[][] gradients = new double[count][map.differentiated().size()];
        for (int c = 0; c < classes.size(); c++) {
            addGradients(map, classes.get(c), product(c, trial, cotangents, workspace), gradients);
        }
        return Arrays.stream(gradients)
                .mapToDouble(gradient -> Arrays.stream(gradient)
                        .map(element -> element * element)
                        .sum())
                .toArray();
    }

    private static void addGradients(UsedParameters map, ParameterClass of, DenseMatrix product, double[][] gradients) {
        for (int c = 0; c < of.featureWidth(); c++) {
            for (Owner owner : of.columns().get(c).owners()) {
                ParameterTensor tensor = map.layout().tensors().get(owner.tensor());
                for (int i = 0; i < of.width(); i++) {
                    int element = tensor.offset() + i * tensor.columns() + owner.column();
                    int source = map.source(element);
                    for (int j = 0; source >= 0 && j < gradients.length; j++) {
                        gradients[j][source] += map.slope(element) * product.get(c, i * gradients.length + j);
                    }
                }
            }
        }
    }

    /** Ends the threads. */
    @Override
    public void close() {
        workers.close();
    }
}
