package io.ntk.backend.nd4j;

import io.ntk.api.model.Readout;
import io.ntk.program.Lane;
import io.ntk.program.StepProgram;
import io.ntk.program.Term;
import io.ntk.program.Term.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Moves a block of tangents forward through a linearized program, a step at a time: first the tangents of the lanes, from the
 * parameters and through the weights, then those of the next state. A null block is zero.
 */
final class TangentSweep implements AutoCloseable {
    private final LinearizedProgram linearized;
    private final StepProgram program;
    private final BlockArena arena;

    /** What the parameters add, by lane; null where nothing. */
    private final List<@Nullable SiteTangent> lanes = new ArrayList<>();

    private @Nullable SiteTangent readout;

    /** A sweep in which parameters do not vary. */
    TangentSweep(LinearizedProgram linearized, BlockArena arena) {
        this.linearized = linearized;
        this.program = linearized.program();
        this.arena = arena;
        program.lanes().forEach(lane -> lanes.add(null));
    }

    /**
     * Lets the differentiated parameters vary.
     *
     * @param parameters their tangents, {@code [columns, M]}
     * @param column the first of the columns to sweep
     * @param window how many steps to take together in products with features
     */
    void vary(INDArray parameters, int column, StepWindow window) {
        for (Lane lane : program.lanes()) {
            lanes.set(lane.index(), open(linearized.site(lane), parameters, column, window));
        }
        readout = open(linearized.readoutSite(), parameters, column, window);
    }

    private @Nullable SiteTangent open(
            @Nullable ParameterSite site, INDArray parameters, int column, StepWindow window) {
        return site == null ? null : new SiteTangent(site, parameters, column, arena, window);
    }

    /**
     * One step.
     *
     * @param step its index; steps come in rising order
     * @param state the tangents of the parts of the state before it; not modified
     * @return those of the parts after it, whose storage stays valid during the next step
     */
    BlockSum[] step(int step, BlockSum[] state) {
        BlockSum[] sums = new BlockSum[lanes.size()];
        for (Lane lane : program.lanes()) {
            sums[lane.index()] = begin(lanes.get(lane.index()), step, lane.width());
        }
        BlockSum[] next = new BlockSum[state.length];
        Function<Source, BlockSum> sources = source -> switch (source.kind()) {
            case STATE -> state[source.index()];
            case NEXT -> next[source.index()];
            case LANE -> sums[source.index()];
            case SITE -> throw new IllegalStateException("A program has lanes instead of sites");
        };
        for (StepProgram.Feature feature : program.features()) {
            BlockSum x = feature.statePart() >= 0
                    ? state[feature.statePart()]
                    : sum(feature.terms(), step, feature.site().featureWidth(), sources);
            for (StepProgram.Target target : feature.targets()) {
                INDArray weight = linearized.weight(feature.site(), target);
                sums[target.lane().index()].addProduct(x.value(), weight.transpose());
            }
        }
        for (int part : program.order()) {
            next[part] = sum(
                    program.nextTerms().get(part),
                    step,
                    program.next().get(part).width(),
                    sources);
        }
        return next;
    }

    /**
     * The outputs of the readout.
     *
     * @param step the step; steps come in rising order
     * @param observed the tangent of the observed part of the state; not modified
     * @param width the number of outputs
     */
    BlockSum outputs(int step, BlockSum observed, int width) {
        BlockSum sum = begin(readout, step, width);
        sum.addProduct(observed.value(), linearized.tensor(Readout.WEIGHT).transpose());
        return sum;
    }

    private BlockSum begin(@Nullable SiteTangent site, int step, int width) {
        return site == null ? new BlockSum(arena, width) : BlockSum.of(arena, site.at(step));
    }

    private BlockSum sum(List<Term> terms, int step, int width, Function<Source, BlockSum> sources) {
        BlockSum sum = new BlockSum(arena, width);
        for (Term term : terms) {
            sum.add(
                    sources.apply(term.source()).value(),
                    term.sourceAt(),
                    term.at(),
                    term.length(),
                    term.scale(),
                    linearized.coefficient(term, step));
        }
        return sum;
    }

    @Override
    public void close() {
        lanes.forEach(TangentSweep::close);
        close(readout);
    }

    private static void close(@Nullable SiteTangent site) {
        if (site != null) {
            site.close();
        }
    }
}
