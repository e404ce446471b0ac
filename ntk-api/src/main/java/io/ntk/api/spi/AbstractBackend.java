package io.ntk.api.spi;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.model.Indices;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An engine that need not know of trained tensors that are not used as they are, of entries that are not differentiated, of
 * state parts of different widths, of outputs that are functions of the state, and of restrictions. It differentiates <em>plain</em>
 * problems, which have none of these; what else there is happens here, once for all engines.
 */
public abstract class AbstractBackend implements AutodiffBackend {
    /** Trials that a message lists. */
    private static final int SHOWN = 20;

    /** For subclasses. */
    protected AbstractBackend() {}

    /**
     * Runs a model on its inputs and prepares its derivative there, as {@link #linearize} says.
     *
     * @param plain a problem whose step uses θ as it is, whose entries are all differentiated, whose state parts are all as wide as
     *     the model's hidden size, whose readout multiplies the observed part, and all of which is looked at; where this engine {@link
     *     #endsTrialsEarly}, all but the steps after the {@linkplain Problem#usedSteps ends} of trials, which are not present
     * @return the derivative; the caller closes it
     */
    protected abstract Linearization linearizePlain(Problem plain);

    /**
     * {@return a space of the kind that linearizations of this engine have, equal to theirs where shape and precision are}
     *
     * @param shape the axes of a vector
     * @param precision the precision of storage
     */
    protected abstract VectorSpace space(IndexShape shape, Precision precision);

    /**
     * {@return whether the engine runs each trial to its own end in one plain problem} Otherwise trials of different lengths are several
     * problems. Trials of which the final value is observed always are.
     */
    protected boolean endsTrialsEarly() {
        return false;
    }

    /** {@return the bytes of arrays that products should stay within, as {@link BackendOptions#workingStorage} says; unbounded unless overridden} */
    protected long workingStorage() {
        return Long.MAX_VALUE;
    }

    @Override
    public final Linearization linearize(Problem problem) {
        if (problem.restriction().isNone()) {
            return linearizeWhole(problem);
        }
        int[] used = problem.usedSteps();
        List<Indices> exact = TrialDivision.exact(used);
        if (exact.size() > 1
                && endsTrialsEarly()
                && !problem.observable().isFinal()
                && !PlainProblem.isPacked(problem)) {
            return linearizeGroups(problem, List.of(TrialGroup.ofUnlikeLengths(problem, used)));
        }
        List<Indices> divided = TrialDivision.of(used);
        try {
            return linearizeGroups(problem, TrialGroup.of(problem, used, divided));
        } catch (NtkException e) {
            if (e.id() != ErrorId.NON_FINITE || divided.equals(exact)) {
                throw e;
            }
            // A state may have overflowed after the end of its trial, in a group that goes on.
            return linearizeGroups(problem, TrialGroup.of(problem, used, exact));
        }
    }

    private Linearization linearizeGroups(Problem problem, List<TrialGroup> groups) {
        List<RestrictedLinearization.Part> parts = new ArrayList<>();
        try {
            for (TrialGroup group : groups) {
                parts.add(new RestrictedLinearization.Part(group, linearizeGroup(group)));
            }
            return new RestrictedLinearization(
                    problem, parts, shape -> space(shape, problem.precision()), workingStorage());
        } catch (RuntimeException | Error e) {
            parts.forEach(part -> part.derivative().close());
            throw e;
        }
    }

    private Linearization linearizeGroup(TrialGroup group) {
        try {
            return linearizeWhole(group.problem());
        } catch (NtkException e) {
            if (e.id() != ErrorId.NON_FINITE
                    || group.trials().last() == group.trials().size() - 1) {
                throw e;
            }
            throw new NtkException(
                    e.id(),
                    e.problem() + " That trial is counted among those that end together, which are trials "
                            + shown(group.trials()) + ".",
                    e.remedy(),
                    e);
        }
    }

    private static String shown(Indices trials) {
        String first = trials.stream().limit(SHOWN).mapToObj(String::valueOf).collect(Collectors.joining(", "));
        return trials.size() > SHOWN ? first + ", …" : first;
    }

    private Linearization linearizeWhole(Problem problem) {
        PlainProblem plain = PlainProblem.of(problem);
        if (plain.isSame()) {
            return linearizePlain(problem);
        }
        Linearization inner = linearizePlain(plain.problem());
        try {
            return new MappedLinearization(plain, inner, shape -> space(shape, problem.precision()), workingStorage());
        } catch (RuntimeException | Error e) {
            inner.close();
            throw e;
        }
    }
}
