package io.ntk.estimators.metric;

import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.alignment.Images;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.jspecify.annotations.Nullable;

/**
 * Vectors that kernels are multiplied by one after another, or their images under one of the kernels.
 *
 * @param known an orthonormal basis of Q; none if Q is empty
 * @param probes random probes outside Q; none if Q is the whole space
 */
record SplitBlock(@Nullable MultiVector known, @Nullable MultiVector probes) implements AutoCloseable {
    /** The columns of both parts side by side; the caller closes the copy. */
    MultiVector whole() {
        MultiVector[] parts = parts().toArray(MultiVector[]::new);
        return parts[0].space().concat(parts);
    }

    /** Images of {@link #whole}, which are closed, in parts like these. */
    SplitBlock split(MultiVector images) {
        try (images) {
            int dimension = known == null ? 0 : known.columns();
            return of(
                    () -> dimension == 0 ? null : images.copyColumns(0, dimension),
                    () -> probes == null ? null : images.copyColumns(dimension, images.columns()));
        }
    }

    /** Of two parts that are made here; if the second fails, the first is closed. */
    private static SplitBlock of(
            Supplier<@Nullable MultiVector> makeKnown, Supplier<@Nullable MultiVector> makeProbes) {
        MultiVector known = makeKnown.get();
        try {
            return new SplitBlock(known, makeProbes.get());
        } catch (RuntimeException | Error e) {
            if (known != null) {
                known.close();
            }
            throw e;
        }
    }

    private Stream<MultiVector> parts() {
        return Stream.concat(Stream.ofNullable(known), Stream.ofNullable(probes));
    }

    /** Tells a listener of the images of these vectors under several kernels. */
    void tell(List<SplitBlock> images, Consumer<Images> listener) {
        Function<MultiVector, DMatrixRMaj> basis =
                known == null ? block -> new DMatrixRMaj(0, block.columns()) : known::gram;
        if (known != null) {
            List<MultiVector> ofKnown = images.stream()
                    .flatMap(block -> Stream.ofNullable(block.known))
                    .toList();
            listener.accept(Images.ofJoined(
                    known, ofKnown, basis, ofKnown.stream().map(basis).toList(), 0));
        }
        if (probes != null) {
            List<MultiVector> ofProbes = images.stream()
                    .flatMap(block -> Stream.ofNullable(block.probes))
                    .toList();
            listener.accept(Images.ofProbes(
                    probes, ofProbes, basis, ofProbes.stream().map(basis).toList()));
        }
    }

    @Override
    public void close() {
        parts().forEach(MultiVector::close);
    }

    /** Copies the vectors and the images of the only kernel as they are told. */
    static final class Gathering implements Consumer<Images>, AutoCloseable {
        private final List<MultiVector> known = new ArrayList<>();
        private final List<MultiVector> ofKnown = new ArrayList<>();
        private final List<MultiVector> probes = new ArrayList<>();
        private final List<MultiVector> ofProbes = new ArrayList<>();

        @Override
        public void accept(Images images) {
            (images.areKnown() ? known : probes).add(images.vectors().copy());
            (images.areKnown() ? ofKnown : ofProbes).add(images.of(0).copy());
        }

        SplitBlock vectors() {
            return of(() -> together(known), () -> together(probes));
        }

        SplitBlock images() {
            return of(() -> together(ofKnown), () -> together(ofProbes));
        }

        private static @Nullable MultiVector together(List<MultiVector> blocks) {
            return blocks.isEmpty() ? null : blocks.get(0).space().concat(blocks.toArray(MultiVector[]::new));
        }

        @Override
        public void close() {
            Stream.of(known, ofKnown, probes, ofProbes).flatMap(List::stream).forEach(MultiVector::close);
        }
    }
}
