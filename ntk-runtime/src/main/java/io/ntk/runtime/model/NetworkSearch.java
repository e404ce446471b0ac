package io.ntk.runtime.model;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.CellProvider;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayInfo;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.checkpoint.CheckpointReader;
import io.ntk.io.checkpoint.ReadoutAnswer;
import io.ntk.io.checkpoint.ReadoutRequest;
import io.ntk.runtime.provider.Cells;
import io.ntk.runtime.provider.Found;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Finds the networks that a file may hold: it reads the file as every known cell would, whole first, and module by module
 * where several could be meant.
 */
final class NetworkSearch {
    private static final int MOST_MODULES = 64;
    /** A file may hold any number of modules, and for each of them every name is looked at, once a cell. */
    private static final int MOST_NAMES_LOOKED_AT = 100_000;

    /** Some cells cannot be made without a time step; their tensors do not depend on it. */
    private static final double ANY_TIME_STEP = 0.1;

    private final Cells cells;

    NetworkSearch(Cells cells) {
        this.cells = cells;
    }

    List<FoundNetwork> in(ArrayReference reference) {
        Map<Set<String>, FoundNetwork> networks = new LinkedHashMap<>();
        List<String> names;
        List<FoundNetwork> seen;
        try (ArrayFile file = ArrayFile.open(reference.file())) {
            names = file.names();
            List<String> modules = modules(names.stream()
                    .filter(name -> reference.name().isEmpty()
                            || !ModelReading.relative(reference, name).equals(name))
                    .toList());
            for (Found<CellProvider> found : cells.all()) {
                for (FoundNetwork network : in(file, reference.name(), modules, found.provider())) {
                    networks.merge(network.arrays(), network, NetworkSearch::ofBothCells);
                }
            }
            SignsAndMasks masks = new SignsAndMasks(file);
            seen = networks.values().stream()
                    .map(network -> network.withMasks(masks(masks, file, reference, network)))
                    .toList();
        }
        // A cell that uses masks and signs is the likelier one where they are.
        return seen.stream()
                .sorted(Comparator.<FoundNetwork>comparingInt(network -> first(names, network.arrays()))
                        .thenComparing(network -> network.masks().size()))
                .toList();
    }

    private static List<ArrayInfo> masks(
            SignsAndMasks masks, ArrayFile file, ArrayReference reference, FoundNetwork network) {
        ArrayReference within =
                new ArrayReference(reference.file(), network.prefix().or(reference::name));
        return masks.among(ModelReading.unused(within, file, network.arrays()), network.arrays(), network.hiddenSize());
    }

    private static int first(List<String> names, Set<String> arrays) {
        return IntStream.range(0, names.size())
                .filter(i -> arrays.contains(names.get(i)))
                .findFirst()
                .orElse(names.size());
    }

    private static FoundNetwork ofBothCells(FoundNetwork one, FoundNetwork other) {
        List<String> names = new ArrayList<>(one.cells());
        names.addAll(other.cells());
        return new FoundNetwork(
                one.prefix(),
                one.layers(),
                one.inputSize(),
                one.hiddenSize(),
                one.arrays(),
                one.readout(),
                one.masks(),
                List.copyOf(names));
    }

    /** {@return the paths under which arrays stand, the shortest first} */
    private static List<String> modules(List<String> names) {
        Set<String> modules =
                new TreeSet<>(Comparator.comparingInt(String::length).thenComparing(name -> name));
        for (String name : names) {
            for (int i = 1; i < name.length(); i++) {
                if ("./".indexOf(name.charAt(i)) >= 0) {
                    modules.add(name.substring(0, i));
                }
            }
        }
        int most = Math.min(MOST_MODULES, MOST_NAMES_LOOKED_AT / Math.max(1, names.size()));
        return modules.stream().limit(most).toList();
    }

    private List<FoundNetwork> in(
            ArrayFile file, Optional<String> prefix, List<String> modules, CellProvider provider) {
        try {
            return List.of(read(file, prefix, provider));
        } catch (NtkException e) {
            // This is what is said where several modules, or arrays of several, could be meant.
            return e.id() == ErrorId.INVALID_ARGUMENT ? inModules(file, modules, provider) : List.of();
        }
    }

    private List<FoundNetwork> inModules(ArrayFile file, List<String> modules, CellProvider provider) {
        List<FoundNetwork> networks = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (String module : modules) {
            try {
                FoundNetwork network = read(file, Optional.of(module), provider);
                if (taken.addAll(network.arrays())) {
                    networks.add(network);
                }
            } catch (NtkException e) {
                // This module is not of this cell, or holds several networks; those inside it are looked at next.
            }
        }
        return networks;
    }

    private FoundNetwork read(ArrayFile file, Optional<String> prefix, CellProvider provider) {
        ArrayReference reference = new ArrayReference(file.path(), prefix);
        StoredModel stored = reader(provider).read(file, reference, 1);
        Set<String> arrays = Set.copyOf(stored.reading().sources().values());
        return new FoundNetwork(
                prefix,
                stored.layers(),
                stored.model().inputSize(),
                stored.model().hiddenSize(),
                arrays,
                readout(file, prefix, stored.model().readWidth(), arrays),
                List.of(),
                List.of(provider.name()));
    }

    /** {@return the names of the parameters of the model that a file holds, read as one cell would} */
    List<String> parameters(ArrayReference reference, CellProvider provider) {
        try (ArrayFile file = ArrayFile.open(reference.file())) {
            StoredModel stored = reader(provider).read(file, reference, 1);
            return stored.model().layout().names();
        }
    }

    private ModelReader reader(CellProvider provider) {
        ModelSettings settings = new ModelSettings(provider.name());
        try {
            return ModelReader.of(provider, settings, cells);
        } catch (NtkException e) {
            return ModelReader.of(provider, settings.withDt(ANY_TIME_STEP), cells);
        }
    }

    private static ReadoutAnswer readout(ArrayFile file, Optional<String> prefix, int width, Set<String> used) {
        CheckpointReader reader =
                prefix.map(module -> CheckpointReader.of(file, module)).orElseGet(() -> CheckpointReader.of(file));
        return reader.readout(width, ReadoutRequest.FOUND, used);
    }
}
