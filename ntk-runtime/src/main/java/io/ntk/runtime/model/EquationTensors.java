package io.ntk.runtime.model;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.cells.EquationProvider;
import io.ntk.cells.StoredShape;
import io.ntk.cells.StoredTensor;
import io.ntk.cells.TensorDeclaration;
import io.ntk.io.arrays.ArrayInfo;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.arrays.Quoted;
import io.ntk.io.checkpoint.CheckpointReader;
import io.ntk.io.checkpoint.FoundTensors;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tensors of a cell of equations, as they are found where its file says that they stand. */
final class EquationTensors {
    /** The most names among which the one that was meant is looked for: a file may hold any number. */
    private static final int MOST_COMPARED = 1000;

    private final EquationProvider provider;
    private final Map<String, NumericArray> found = new LinkedHashMap<>();
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, String> constantSources = new LinkedHashMap<>();
    private final Map<String, StoredShape> shapes = new HashMap<>();
    private final Set<String> copies = new HashSet<>();
    private final List<TensorDeclaration> absent = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    EquationTensors(EquationProvider provider) {
        this.provider = provider;
    }

    /**
     * Finds a tensor in the checkpoint.
     *
     * @throws NtkException {@link ErrorId#ARRAY_NOT_FOUND} if it is needed and not there, {@link ErrorId#INVALID_ARGUMENT} if
     *     several arrays could be it, or as {@link CheckpointReader#placed}
     */
    void find(CheckpointReader reader, ArrayReference checkpoint, TensorDeclaration tensor) {
        search(reader, checkpoint, tensor, tensor.stored(), "").ifPresent(one -> {
            sources.putAll(one.sources());
            copies.addAll(one.copies());
        });
    }

    /** Finds a constant in a file of its own, where it may also have the name and the shape that it has in the equations. */
    void findBeside(CheckpointReader reader, ArrayReference constants, TensorDeclaration tensor) {
        search(reader, constants, tensor, tensor.storedBeside(), " of " + Quoted.of(constants.file()))
                .ifPresent(one -> one.sources()
                        .forEach((name, source) -> constantSources.put(name, constants.file() + ":" + source)));
    }

    private Optional<FoundTensors> search(
            CheckpointReader reader,
            ArrayReference reference,
            TensorDeclaration tensor,
            List<StoredTensor> places,
            String ofFile) {
        // A mapped tensor is that of another array which it usually is of its own.
        StoredTensor usual = tensor.stored().get(0);
        Optional<FoundTensors> mapped = reader.mappedTensor(tensor.name());
        if (mapped.isPresent()) {
            take(reference, tensor, usual, mapped.get(), ofFile);
            return mapped;
        }
        for (StoredTensor place : places) {
            Optional<FoundTensors> placed = reader.placed(tensor.name(), place.name());
            if (placed.isPresent()) {
                take(reference, tensor, place, placed.get(), ofFile);
                return placed;
            }
        }
        if (!tensor.isOptional()) {
            throw missing(names(reader), reference, tensor, places, ofFile.isEmpty());
        }
        absent.add(tensor);
        return Optional.empty();
    }

    /** {@return the names in the file of what is searched} */
    private static List<String> names(CheckpointReader reader) {
        return reader.arrays().stream().map(ArrayInfo::name).toList();
    }

    private NtkException missing(
            List<String> names,
            ArrayReference reference,
            TensorDeclaration tensor,
            List<StoredTensor> places,
            boolean inCheckpoint) {
        List<String> wanted = places.stream().map(StoredTensor::name).distinct().toList();
        boolean mayBeBeside = inCheckpoint && provider.definition().arrays().contains(tensor);
        List<String> close = closest(tensor, names);
        String map = "--map " + tensor.name() + "=" + (close.isEmpty() ? "NAME" : Quoted.printable(close.get(0)));
        return new NtkException(
                ErrorId.ARRAY_NOT_FOUND,
                Quoted.of(reference) + " holds no "
                        + wanted.stream().map(Quoted::of).collect(Collectors.joining(" or ")) + ", which is "
                        + Quoted.of(tensor.name()) + " of cell " + Quoted.of(provider.name()) + ".",
                (close.isEmpty() ? "" : "Did you mean " + Quoted.list(close) + "? ")
                        + "Say where it stands by " + map + ", or by 'from' in the equation file"
                        + (mayBeBeside ? "; a constant that was not saved comes from --constants FILE" : "")
                        + ". It holds " + Quoted.list(names) + ".");
    }

    private static List<String> wanted(TensorDeclaration tensor) {
        return tensor.stored().stream().map(StoredTensor::name).distinct().toList();
    }

    /** {@return the names that are like those of a tensor} */
    private static List<String> closest(TensorDeclaration tensor, List<String> names) {
        return wanted(tensor).stream()
                .flatMap(name -> closest(name, names).stream())
                .distinct()
                .toList();
    }

    /** {@return the stored name whose end, of as many parts as the wanted name has, is the most like it} */
    private static Optional<String> closest(String wanted, Collection<String> names) {
        Map<String, String> byEnd = new LinkedHashMap<>();
        names.stream()
                .limit(MOST_COMPARED)
                .filter(name -> name.length() <= 10 * wanted.length())
                .forEach(name -> byEnd.putIfAbsent(end(name, parts(wanted)), name));
        return ClosestName.of(wanted, byEnd.keySet()).map(byEnd::get);
    }

    private static int parts(String name) {
        return 1 + (int) name.chars().filter(c -> c == '.' || c == '/').count();
    }

    private static String end(String name, int parts) {
        int start = name.length();
        for (int part = 0; part < parts && start >= 0; part++) {
            start = Math.max(name.lastIndexOf('.', start - 1), name.lastIndexOf('/', start - 1));
        }
        return name.substring(start + 1);
    }

    private void take(
            ArrayReference reference, TensorDeclaration tensor, StoredTensor place, FoundTensors one, String ofFile) {
        String name = tensor.name();
        NumericArray array = Objects.requireNonNull(one.arrays().get(name));
        boolean line = isLine(array, tensor, place);
        found.put(name, array);
        shapes.put(
                name,
                new StoredShape(
                        place,
                        line ? List.of(array.values().length) : array.shape(),
                        Quoted.printable(
                                ModelReading.relative(reference, one.sources().getOrDefault(name, place.name())))));
        one.sources()
                .values()
                .forEach(source -> notes.add(name + " is " + Quoted.of(ModelReading.relative(reference, source))
                        + ofFile + (line ? " " + array.shape() + ", taken for a vector" : "")));
    }

    /** {@return whether an array stands for a vector, which MATLAB does not have} */
    private static boolean isLine(NumericArray array, TensorDeclaration tensor, StoredTensor place) {
        return tensor.isVector()
                && place.views().isEmpty()
                && array.shape().size() == 2
                && array.isVector(array.values().length);
    }

    /**
     * {@return the arrays that were found, of the checkpoint}
     *
     * @param reader what was searched, in which may be an array that is called like an optional tensor that was not found
     */
    FoundTensors found(CheckpointReader reader) {
        List<String> unused = names(reader).stream()
                .limit(MOST_COMPARED)
                .filter(name -> !sources.containsValue(name) && !copies.contains(name))
                .toList();
        Stream<String> without = absent.stream()
                .map(tensor -> "there is no " + Quoted.of(tensor.name())
                        + closest(tensor, unused).stream()
                                .findFirst()
                                .map(name -> ", but " + Quoted.of(name) + " is called alike: --map " + tensor.name()
                                        + "=NAME takes it")
                                .orElse(""));

        Map<String, NumericArray> ofCheckpoint = new LinkedHashMap<>(found);
        ofCheckpoint.keySet().removeAll(constantSources.keySet());
        return new FoundTensors(
                "",
                ofCheckpoint,
                sources,
                copies,
                Stream.concat(notes.stream(), without).toList());
    }

    /** {@return where constants stand that have a file of their own, each as {@code FILE:NAME}} */
    Map<String, String> constantSources() {
        return Collections.unmodifiableMap(constantSources);
    }

    Map<String, StoredShape> shapes() {
        return Collections.unmodifiableMap(shapes);
    }

    /** {@return the optional tensors that are not there} */
    Set<String> absent() {
        return absent.stream().map(TensorDeclaration::name).collect(Collectors.toSet());
    }

    /** {@return the parameters that are there, each row by row; the map may be changed} */
    Map<String, double[]> parameters(Map<String, Integer> lengths) {
        return values(provider.definition().parameters(), lengths);
    }

    /** {@return the constants that are arrays, each row by row} */
    Map<String, double[]> constants(Map<String, Integer> lengths) {
        return values(provider.definition().arrays(), lengths);
    }

    private Map<String, double[]> values(List<TensorDeclaration> tensors, Map<String, Integer> lengths) {
        Map<String, double[]> values = new LinkedHashMap<>();
        tensors.stream().map(TensorDeclaration::name).forEach(name -> {
            NumericArray array = found.get(name);
            if (array != null) {
                values.put(name, shape(name).read(array.values(), lengths));
            }
        });
        return values;
    }

    /** {@return where the parameters stand} */
    List<StoredPlace> places(Map<String, Integer> lengths) {
        return provider.definition().parameters().stream()
                .map(TensorDeclaration::name)
                .filter(shapes::containsKey)
                .map(name -> new StoredPlace(name, shape(name), lengths))
                .toList();
    }

    private StoredShape shape(String name) {
        return Objects.requireNonNull(shapes.get(name));
    }
}
