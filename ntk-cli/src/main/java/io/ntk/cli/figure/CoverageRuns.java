package io.ntk.cli.figure;

import io.ntk.api.Precision;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.runtime.KernelPair;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs every method on one network after another. Seeds run side by side, each on an engine of one thread: kernels are small,
 * so threads that shared a product would mostly wait for each other.
 */
final class CoverageRuns implements AutoCloseable {
    private final NtkRuntime runtime;
    private final FigureSettings settings;
    private final AutodiffBackend engine;
    private final ExecutorService threads;
    private final AtomicLong products = new AtomicLong();

    CoverageRuns(NtkRuntime runtime, FigureSettings settings) {
        this.runtime = runtime;
        this.settings = settings;
        this.engine = runtime.backends().startConfigured(1);
        this.threads = Executors.newFixedThreadPool(runtime.configuration().threads());
    }

    /** Trains a network and estimates everything with all budgets, seeds and precisions. */
    StudiedNetwork of(StudyNetwork network) {
        BeforeAfter pair = network.problems(runtime, engine, settings);
        ExactNumbers exact;
        try (KernelPair kernels = open(pair, Precision.FLOAT64)) {
            exact = ExactNumbers.of(runtime, kernels);
        }
        List<CoverageCell> cells = new ArrayList<>();
        for (Precision precision : settings.scope().precisions()) {
            try (KernelPair kernels = open(pair, precision)) {
                cells.addAll(cells(network.name(), precision, EstimatedNumber.all(runtime, kernels, exact), kernels));
            }
        }
        return StudiedNetwork.of(network, pair.after(), exact.alignment(), cells);
    }

    private KernelPair open(BeforeAfter pair, Precision precision) {
        Problem before = pair.before().withPrecision(precision);
        Problem after = pair.after().withPrecision(precision);
        return KernelPair.open(engine, new BeforeAfter(before, after), runtime.estimators(), runtime.metrics());
    }

    private List<CoverageCell> cells(
            String network, Precision precision, List<EstimatedNumber> numbers, KernelPair kernels) {
        double rounding =
                precision.epsilon() * Math.sqrt((double) kernels.after().order());
        List<Integer> budgets = settings.scope().samples();
        List<Callable<List<Trial>>> seeds = new ArrayList<>();
        for (int i = 0; i < settings.seeds(); i++) {
            EstimatorOptions options = EstimatorOptions.samples(1).withSeed(i);
            seeds.add(() -> trials(numbers, kernels, options, rounding));
        }
        List<List<Trial>> found = all(seeds);
        List<CoverageCell> cells = new ArrayList<>();
        for (EstimatedNumber number : numbers) {
            for (int budget : budgets) {
                int at = cells.size();
                List<Trial> trials = found.stream().map(seed -> seed.get(at)).toList();
                cells.add(CoverageCell.of(network, precision, number, budget, trials));
            }
        }
        return cells;
    }

    /** Every number with every budget, from one seed. */
    private List<Trial> trials(
            List<EstimatedNumber> numbers, KernelPair kernels, EstimatorOptions options, double rounding) {
        List<SeededRun> runs = settings.scope().samples().stream()
                .map(budget -> new SeededRun(kernels, runtime.metrics(), options.withSamples(budget)))
                .toList();
        List<Trial> trials = new ArrayList<>();
        for (EstimatedNumber number : numbers) {
            for (SeededRun run : runs) {
                trials.add(Trial.of(number, () -> number.estimator().apply(run), rounding));
                made(run.options().samples(), numbers.size());
            }
        }
        return trials;
    }

    private void made(int budget, int numbers) {
        StudyScope scope = settings.scope();
        long expected = (long) scope.networks().size()
                * scope.precisions().size()
                * settings.seeds()
                * numbers
                * scope.samples().stream().mapToInt(Integer::intValue).sum();
        settings.progress().made(products.addAndGet(budget), expected);
    }

    private <T> List<T> all(List<Callable<T>> tasks) {
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> task : threads.invokeAll(tasks)) {
                results.add(task.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The study was interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A run of the study failed", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        engine.close();
    }
}
