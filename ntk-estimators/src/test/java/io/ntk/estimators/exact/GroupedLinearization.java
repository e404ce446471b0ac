package io.ntk.estimators.exact;

import io.ntk.api.model.Indices;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.StepStructure;
import io.ntk.tck.ForwardingLinearization;
import io.ntk.tck.reference.ReferenceBackend;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A linearization whose trials are in groups, which this process works on in an order of its own, from what it has read from bytes. */
final class GroupedLinearization extends ForwardingLinearization implements GroupedTrials {
    private final ReferenceBackend backend;
    private final List<Integer> begins;
    private final boolean isReversed;
    private final List<Pair> computed = new ArrayList<>();

    /**
     * Groups trials.
     *
     * @param backend linearizes
     * @param whole all trials
     * @param begins the first trial of each group, and the number of trials
     * @param isReversed whether the last pair is worked on first
     */
    GroupedLinearization(ReferenceBackend backend, Linearization whole, List<Integer> begins, boolean isReversed) {
        super(whole);
        this.backend = backend;
        this.begins = begins;
        this.isReversed = isReversed;
    }

    /** {@return the pairs that were worked on, in this order} */
    List<Pair> computed() {
        return computed;
    }

    @Override
    public Optional<StepStructure> structure() {
        return Optional.empty();
    }

    @Override
    public int groups() {
        return begins.size() - 1;
    }

    @Override
    public int firstTrial(int group) {
        return begins.get(group);
    }

    @Override
    public <T extends Serializable> List<T> compute(
            List<Pair> pairs, List<GroupedTrials> beside, long memoryLimit, Work<T> work, BiConsumer<Pair, T> done) {
        List<T> results = new ArrayList<>(Collections.nCopies(pairs.size(), null));
        for (int i = 0; i < pairs.size(); i++) {
            int at = isReversed ? pairs.size() - 1 - i : i;
            T result = copy(of(copy(pairs.get(at)), beside, memoryLimit, copy(work)));
            computed.add(pairs.get(at));
            done.accept(pairs.get(at), result);
            results.set(at, result);
        }
        return results;
    }

    private <T> T of(Pair pair, List<GroupedTrials> beside, long memoryLimit, Work<T> work) {
        IntStream first = trials(pair.first());
        Indices trials = Indices.of((pair.isOfOne() ? first : IntStream.concat(first, trials(pair.last()))).toArray());
        List<Linearization> models = Stream.concat(Stream.of(this), beside.stream())
                .<Linearization>map(model -> backend.linearize(
                        ((GroupedLinearization) model).problem().ofTrials(trials)))
                .toList();
        T result = work.of(models, (int) trials(pair.first()).count(), memoryLimit);
        models.forEach(Linearization::close);
        return result;
    }

    private IntStream trials(int group) {
        return IntStream.range(begins.get(group), begins.get(group + 1));
    }

    @SuppressWarnings("unchecked") // Of what was written.
    private static <T> T copy(T object) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(object);
            }
            return (T) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
