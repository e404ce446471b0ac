package io.ntk.backend.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.ntk.api.linalg.MultiVectors;
import io.ntk.api.spi.Factor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * J, P and F on all vectors of a block at once: the {@link TracedProgram} run forwards through time, or its transpose
 * backwards. Arrays of a step are {@code [B, k, width]}, so that a product with a weight is one matrix product for all trials
 * and columns. A variable that is zero is null.
 */
final class SweepDifferentiator implements Differentiator {
    private final ModelArrays model;
    private final TracedProgram program;
    private final Map<Integer, SiteGradients> gradients = new HashMap<>();
    private final int steps;
    private final int trials;
    private final int hidden;
    private final int parts;
    private final boolean onlyFinal;
    private final boolean outputs;

    private SweepDifferentiator(ModelArrays model, TracedProgram program) {
        this.model = model;
        this.program = program;
        this.steps = model.steps();
        this.trials = model.trials();
        this.hidden = model.problem().model().hiddenSize();
        this.parts = model.initialState().size();
        this.onlyFinal = model.problem().observable().isFinal();
        this.outputs = model.outputWidth() > 0;
        for (TracedProgram.Definition definition : program.definitions()) {
            if (definition instanceof TracedProgram.Affine affine) {
                SiteGradients own = SiteGradients.of(model, program.widths().get(affine.variable()), affine.sites());
                if (own != null) {
                    gradients.put(affine.variable(), own);
                }
            }
        }
    }

    static SweepDifferentiator of(ModelArrays model, Trajectory trajectory) {
        try (Frame frame = Frame.recording(model.engine())) {
            return new SweepDifferentiator(model, StepTrace.trace(model, trajectory));
        }
    }

    @Override
    public void multiply(Factor factor, NDArray x, NDArray y) {
        inChunks(factor, x, y, this::forward);
    }

    @Override
    public void multiplyAdjoint(Factor factor, NDArray x, NDArray y) {
        inChunks(factor, x, y, this::reverse);
    }

    private interface Sweep {
        void run(Factor factor, NDArray x, NDArray y);
    }

    /** Runs a sweep in chunks of as many columns as fit the memory limit. */
    private void inChunks(Factor factor, NDArray x, NDArray y, Sweep sweep) {
        int columns = Math.toIntExact(x.getShape().get(2));
        long perColumn = bytesPerColumn(factor);
        int atATime = MultiVectors.evenShare(columns, model.engine().options().columnsAtATime(perColumn));
        for (int from = 0; from < columns; from += atATime) {
            int to = Math.min(columns, from + atATime);
            try (Frame frame = Frame.inner()) {
                sweep.run(factor, DjlMultiVector.columns(x, from, to), DjlMultiVector.columns(y, from, to));
            }
        }
        FreedMemory.giveBack(atATime * perColumn, model.engine().options().memoryLimit());
    }

    private long bytesPerColumn(Factor factor) {
        // What a step makes, once more for the state that it hands on; besides it, of parameters, a copy going in and
        // out.
        long numbers = trials * (program.numbersOfAStep() + 2L * parts * hidden);
        if (factor.isFromParameters()) {
            numbers = Math.max(numbers, 2L * model.problem().selectedLayout().size());
            for (SiteGradients own : gradients.values()) {
                numbers += (long) steps * trials * own.width();
            }
        }
        return numbers * model.problem().precision().bytes();
    }

    private void forward(Factor factor, NDArray x, NDArray y) {
        long k = x.getShape().get(2);
        Map<Integer, NDArray> changes = new HashMap<>();
        if (factor.isFromParameters()) {
            NDArray u = x.reshape(k, -1);
            gradients.forEach(
                    (variable, own) -> changes.put(variable, own.change(u).reshape(steps, trials, k, own.width())));
        }
        @Nullable NDArray[] state = new NDArray[parts];
        for (int t = 0; t < steps; t++) {
            try (Frame frame = Frame.inner()) {
                @Nullable NDArray[] tangents = new NDArray[program.widths().size()];
                System.arraycopy(state, 0, tangents, 0, parts);
                Arrays.fill(state, null);
                for (TracedProgram.Definition definition : program.definitions()) {
                    NDArray tangent;
                    if (definition instanceof TracedProgram.Affine affine) {
                        NDArray change = changes.get(affine.variable());
                        tangent = tangentOf(affine, change == null ? null : change.get(t), tangents, t);
                    } else if (definition instanceof TracedProgram.Next next) {
                        tangent = tangentOf(next.pieces(), tangents, t);
                        int from = next.part() * hidden;
                        if (factor == Factor.PROPAGATION) {
                            tangent = sum(tangent, columns(x.get(t), from, from + hidden));
                        }
                        if (factor == Factor.ONE_STEP) {
                            write(y, t, from, from + hidden, tangent);
                            tangent = null;
                        }
                        state[next.part()] = tangent;
                    } else {
                        tangent = tangentOf(((TracedProgram.Copy) definition).pieces(), tangents, t);
                    }
                    tangents[definition.variable()] = tangent;
                }
                show(factor, x, y, t, tangents[program.observed()]);
                for (NDArray part : state) {
                    if (part != null) {
                        frame.passOn(part);
                    }
                }
            }
        }
    }

    private void show(Factor factor, NDArray x, NDArray y, int t, @Nullable NDArray observed) {
        int from = parts * hidden;
        int to = from + model.outputWidth();
        if (factor == Factor.ONE_STEP) {
            if (outputs) {
                write(y, t, from, to, observed);
            }
        } else if (!onlyFinal || t == steps - 1) {
            NDArray shown = observed;
            if (factor == Factor.PROPAGATION && outputs) {
                shown = sum(shown, columns(x.get(t), from, to));
            }
            write(y, onlyFinal ? 0 : t, 0, y.getShape().get(3), shown);
        }
    }

    private @Nullable NDArray tangentOf(
            TracedProgram.Affine affine, @Nullable NDArray change, @Nullable NDArray[] tangents, int t) {
        NDArray sum = change;
        for (TracedProgram.Site site : affine.sites()) {
            NDArray input = site.propagates() ? tangentOf(site.input(), tangents, t) : null;
            if (input != null) {
                sum = sum(sum, input.matMul(weight(site).transpose()));
            }
        }
        return sum;
    }

    private @Nullable NDArray tangentOf(List<TracedProgram.Piece> pieces, @Nullable NDArray[] tangents, int t) {
        List<@Nullable NDArray> found = new ArrayList<>();
        NDArray example = null;
        for (TracedProgram.Piece piece : pieces) {
            NDArray total = null;
            for (TracedProgram.Product product : piece.products()) {
                NDArray sum = null;
                for (Lanes.Place place : product.places()) {
                    NDArray tangent = tangents[place.variable()];
                    if (tangent != null) {
                        sum = sum(sum, columns(tangent, place.from(), place.from() + piece.width()));
                    }
                }
                if (sum != null) {
                    total = sum(total, times(product, sum, t));
                }
            }
            found.add(total);
            example = total == null ? example : total;
        }
        if (example == null) {
            return null;
        }
        List<NDArray> whole = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            NDArray piece = found.get(i);
            whole.add(
                    piece != null
                            ? piece
                            : model.engine()
                                    .zeros(
                                            model.problem().precision(),
                                            trials,
                                            example.getShape().get(1),
                                            pieces.get(i).width()));
        }
        return DjlEngine.concat(whole, 2);
    }

    private void reverse(Factor factor, NDArray x, NDArray y) {
        long k = x.getShape().get(2);
        Map<Integer, NDArray> recorded = new HashMap<>();
        if (factor.isFromParameters()) {
            gradients.forEach((variable, own) -> recorded.put(
                    variable,
                    model.engine().uninitialized(model.problem().precision(), steps, trials, k, own.width())));
        }
        @Nullable NDArray[] state = new NDArray[parts];
        for (int t = steps - 1; t >= 0; t--) {
            try (Frame frame = Frame.inner()) {
                Cotangents[] cotangents = new Cotangents[program.widths().size()];
                Arrays.setAll(cotangents, variable -> new Cotangents());
                observe(factor, x, y, t, cotangents[program.observed()]);
                for (int i = program.definitions().size() - 1; i >= 0; i--) {
                    TracedProgram.Definition definition = program.definitions().get(i);
                    int variable = definition.variable();
                    Cotangents own = cotangents[variable];
                    if (definition instanceof TracedProgram.Next next) {
                        NDArray cotangent = cotangentOf(factor, next, own, state[next.part()], x, y, t);
                        distribute(next.pieces(), cotangent, cotangents, t);
                    } else if (definition instanceof TracedProgram.Affine affine) {
                        NDArray cotangent = own.total(program.widths().get(variable));
                        NDArray record = recorded.get(variable);
                        if (record != null) {
                            write(record, t, 0, record.getShape().get(3), cotangent);
                        }
                        for (TracedProgram.Site site : affine.sites()) {
                            if (site.propagates() && cotangent != null) {
                                distribute(site.input(), cotangent.matMul(weight(site)), cotangents, t);
                            }
                        }
                    } else {
                        distribute(
                                ((TracedProgram.Copy) definition).pieces(),
                                own.total(program.widths().get(variable)),
                                cotangents,
                                t);
                    }
                }
                for (int part = 0; part < parts; part++) {
                    NDArray total = cotangents[part].total(hidden);
                    state[part] = total == null ? null : frame.passOn(total);
                }
            }
        }
        if (factor.isFromParameters()) {
            NDArray sums = model.engine()
                    .zeros(model.problem().precision(), k, y.getShape().get(3));
            gradients.forEach((variable, own) -> {
                NDArray record = recorded.get(variable);
                if (record != null) {
                    own.accumulate(record.reshape((long) steps * trials, k * own.width()), sums);
                }
            });
            y.set(new NDIndex("..."), sums.reshape(y.getShape()));
        }
    }

    /** Enters what is observed, and for P takes out what comes to the perturbation of the outputs. */
    private void observe(Factor factor, NDArray x, NDArray y, int t, Cotangents observed) {
        int from = parts * hidden;
        int to = from + model.outputWidth();
        if (factor == Factor.ONE_STEP) {
            if (outputs) {
                observed.add(0, columns(x.get(t), from, to));
            }
            return;
        }
        NDArray cotangent = onlyFinal ? (t == steps - 1 ? x.get(0) : null) : x.get(t);
        if (cotangent != null) {
            observed.add(0, cotangent);
        }
        if (factor == Factor.PROPAGATION && outputs) {
            write(y, t, from, to, cotangent);
        }
    }

    private @Nullable NDArray cotangentOf(
            Factor factor,
            TracedProgram.Next next,
            Cotangents own,
            @Nullable NDArray fromLater,
            NDArray x,
            NDArray y,
            int t) {
        int from = next.part() * hidden;
        if (factor == Factor.ONE_STEP) {
            // The states of the run are held fixed: what later steps and the readout say of them does not count.
            return columns(x.get(t), from, from + hidden);
        }
        if (fromLater != null) {
            own.add(0, fromLater);
        }
        NDArray cotangent = own.total(hidden);
        if (factor == Factor.PROPAGATION) {
            write(y, t, from, from + hidden, cotangent);
        }
        return cotangent;
    }

    private void distribute(
            List<TracedProgram.Piece> pieces, @Nullable NDArray cotangent, Cotangents[] cotangents, int t) {
        if (cotangent == null) {
            return;
        }
        int at = 0;
        for (TracedProgram.Piece piece : pieces) {
            for (TracedProgram.Product product : piece.products()) {
                NDArray share = times(product, columns(cotangent, at, at + piece.width()), t);
                for (Lanes.Place place : product.places()) {
                    cotangents[place.variable()].add(place.from(), share);
                }
            }
            at += piece.width();
        }
    }

    private NDArray times(TracedProgram.Product product, NDArray array, int t) {
        NDArray coefficient = product.coefficient();
        if (coefficient != null) {
            return array.mul(coefficient.get(t));
        }
        return product.factor() == 1 ? array : array.mul(product.factor());
    }

    private NDArray weight(TracedProgram.Site site) {
        NDArray weight = model.parameters().get(site.weight());
        if (weight == null) {
            throw new IllegalStateException("There are no values for '" + site.weight() + "'.");
        }
        return weight;
    }

    private static @Nullable NDArray sum(@Nullable NDArray a, @Nullable NDArray b) {
        if (a == null) {
            return b;
        }
        return b == null ? a : a.add(b);
    }

    private static NDArray columns(NDArray array, long from, long to) {
        boolean all = from == 0 && to == array.getShape().get(2);
        return all ? array : JniUtils.slice((PtNDArray) array, 2, from, to, 1);
    }

    /** Writes the columns of a step of {@code [steps, B, k, width]}. */
    private static void write(NDArray target, int t, long from, long to, @Nullable NDArray values) {
        NDIndex place = new NDIndex("{}, :, :, {}:{}", t, from, to);
        if (values == null) {
            target.set(place, 0);
        } else {
            target.set(place, values);
        }
    }

    @Override
    public void close() {
        gradients.values().forEach(SiteGradients::close);
        program.close();
    }
}
