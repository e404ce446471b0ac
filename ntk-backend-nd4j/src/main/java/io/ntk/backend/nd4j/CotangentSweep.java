package io.ntk.backend.nd4j;

import io.ntk.api.model.Readout;
import io.ntk.program.Lane;
import io.ntk.program.StepProgram;
import io.ntk.program.Term;
import io.ntk.program.Term.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Moves a block of cotangents backward through a linearized program, a step at a time: the transpose of a {@link
 * TangentSweep}. A null block is zero.
 */
final class CotangentSweep implements AutoCloseable {
    private final LinearizedProgram linearized;
    private final StepProgram program;
    private final BlockArena arena;

    /** Collect what reaches the parameters, by lane; null where nothing does. */
    private final List<@Nullable SiteCotangents> lanes = new ArrayList<>();

    private @Nullable SiteCotangents readout;

    /** A sweep in which parameters do not vary. */
    CotangentSweep(LinearizedProgram linearized, BlockArena arena) {
        this.linearized = linearized;
        this.program = linearized.program();
        this.arena = arena;
        program.lanes().forEach(lane -> lanes.add(null));
    }

    /** Lets the differentiated parameters vary; products with features take the steps of a window together. */
    void vary(StepWindow window) {
        for (Lane lane : program.lanes()) {
            lanes.set(lane.index(), open(linearized.site(lane), window));
        }
        readout = open(linearized.readoutSite(), window);
    }

    private @Nullable SiteCotangents open(@Nullable ParameterSite site, StepWindow window) {
        return site == null ? null : new SiteCotangents(site, arena, window);
    }

    /**
     * Takes the cotangent of the readout's outputs at a step to the readout's parameters and to the observed part of the state.
     *
     * @param step the step; steps come in falling order
     * @param outputs a view with contiguous rows; not modified
     * @param observed what the cotangent of the state is added to, or null where the state does not vary
     */
    void outputs(int step, INDArray outputs, @Nullable BlockSum observed) {
        SiteCotangents site = readout;
        INDArray cotangent = site == null ? arena.take((int) outputs.size(2)) : site.slot(step);
        RowCopy.copy(outputs, cotangent);
        if (observed != null) {
            observed.addProduct(cotangent, linearized.tensor(Readout.WEIGHT));
        }
    }

    /**
     * One step.
     *
     * @param step its index; steps come in falling order
     * @param after the cotangents of the parts of the state after the step; those that other parts are computed from receive
     *     their share
     * @param before those before the step, which receive theirs; null where the state does not vary
     */
    void step(int step, BlockSum[] after, BlockSum @Nullable [] before) {
        List<Integer> order = program.order();
        for (int i = order.size() - 1; i >= 0; i--) {
            int part = order.get(i);
            for (Term term : program.nextTerms().get(part)) {
                if (term.source().kind() == Kind.NEXT) {
                    add(term, after[part].value(), after[term.source().index()], step);
                }
            }
        }
        if (before != null) {
            for (int part = 0; part < after.length; part++) {
                addToState(program.nextTerms().get(part), after[part].value(), before, step);
            }
        }
        new Lanes(step, after).sweep(before);
    }

    private void addToState(List<Term> terms, @Nullable INDArray cotangent, BlockSum[] before, int step) {
        for (Term term : terms) {
            if (term.source().kind() == Kind.STATE) {
                add(term, cotangent, before[term.source().index()], step);
            }
        }
    }

    /** Adds to the cotangent of a term's source what comes from the cotangent of the sum that the term belongs to. */
    private void add(Term term, @Nullable INDArray cotangent, BlockSum source, int step) {
        source.add(
                cotangent, term.at(), term.sourceAt(), term.length(), term.scale(), linearized.coefficient(term, step));
    }

    /** The cotangents of a step's lanes and features. The last feature comes first, since lanes feed only later ones. */
    private final class Lanes {
        private final int step;
        private final BlockSum[] after;
        private final @Nullable INDArray[] ofFeatures;
        private final @Nullable BlockSum[] ofLanes;

        Lanes(int step, BlockSum[] after) {
            this.step = step;
            this.after = after;
            this.ofFeatures = new INDArray[program.features().size()];
            this.ofLanes = new BlockSum[program.lanes().size()];
        }

        void sweep(BlockSum @Nullable [] before) {
            for (int i = program.features().size() - 1; i >= 0; i--) {
                StepProgram.Feature feature = program.features().get(i);
                boolean feedsLanes =
                        feature.terms().stream().anyMatch(term -> term.source().kind() == Kind.LANE);
                if (before == null && !feedsLanes) {
                    continue;
                }
                BlockSum sum = before != null && feature.statePart() >= 0
                        ? before[feature.statePart()]
                        : new BlockSum(arena, feature.site().featureWidth());
                for (StepProgram.Target target : feature.targets()) {
                    sum.addProduct(of(target.lane()), linearized.weight(feature.site(), target));
                }
                if (feature.statePart() < 0) {
                    ofFeatures[i] = sum.value();
                    if (before != null) {
                        addToState(feature.terms(), sum.value(), before, step);
                    }
                }
            }
            // Those that feed no state still lead to their parameters.
            program.lanes().forEach(this::of);
        }

        /** Once all features that a lane feeds are done, its cotangent. */
        private @Nullable INDArray of(Lane lane) {
            BlockSum sum = ofLanes[lane.index()];
            if (sum == null) {
                SiteCotangents site = lanes.get(lane.index());
                sum = site == null
                        ? new BlockSum(arena, lane.width())
                        : new BlockSum(arena, lane.width(), () -> site.slot(step));
                ofLanes[lane.index()] = sum;
                for (int part = 0; part < after.length; part++) {
                    addTo(sum, lane, program.nextTerms().get(part), after[part].value());
                }
                for (int i = 0; i < ofFeatures.length; i++) {
                    addTo(sum, lane, program.features().get(i).terms(), ofFeatures[i]);
                }
            }
            return sum.value();
        }

        private void addTo(BlockSum sum, Lane lane, List<Term> terms, @Nullable INDArray cotangent) {
            for (Term term : terms) {
                if (term.source().kind() == Kind.LANE && term.source().index() == lane.index()) {
                    add(term, cotangent, sum, step);
                }
            }
        }
    }

    /** Adds the gradients to a block of parameter vectors {@code [columns, M]}, from a column on. */
    void addGradientsTo(INDArray parameters, int column) {
        for (SiteCotangents site : lanes) {
            if (site != null) {
                site.addTo(parameters, column);
            }
        }
        if (readout != null) {
            readout.addTo(parameters, column);
        }
    }

    @Override
    public void close() {
        lanes.forEach(CotangentSweep::close);
        close(readout);
    }

    private static void close(@Nullable SiteCotangents site) {
        if (site != null) {
            site.close();
        }
    }
}
