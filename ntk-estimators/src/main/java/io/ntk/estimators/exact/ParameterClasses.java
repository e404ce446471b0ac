package io.ntk.estimators.exact;

import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.spi.StepStructure.AffineSite;
import io.ntk.estimators.exact.ParameterClass.Column;
import io.ntk.estimators.exact.ParameterClass.Owner;
import io.ntk.estimators.exact.ParameterClass.Place;
import io.ntk.estimators.exact.ParameterClass.SiteFeature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sorts the tensors of a layout into {@link ParameterClass}es. Every tensor belongs to exactly one class, so the
 * parameter Gram matrix consists of one block for each pair of classes, and the squared norms of the blocks are summed.
 */
final class ParameterClasses {
    /** A place under construction: the site that D belongs to, and the features of each column of each tensor. */
    private record Group(int site, int width, Map<Owner, List<SiteFeature>> columns) {
        Set<Integer> tensors() {
            Set<Integer> tensors = new LinkedHashSet<>();
            columns.keySet().forEach(key -> tensors.add(key.tensor()));
            return tensors;
        }

        Group only(int tensor) {
            Map<Owner, List<SiteFeature>> kept = new LinkedHashMap<>();
            columns.forEach((key, features) -> {
                if (key.tensor() == tensor) {
                    kept.put(key, features);
                }
            });
            return new Group(site, width, kept);
        }
    }

    private ParameterClasses() {}

    /**
     * Computes the classes.
     *
     * @param layout the differentiated tensors
     * @param sites the affine sites
     * @param representative for each site, the first site whose D is the same throughout
     * @return the classes
     */
    static List<ParameterClass> of(ParameterLayout layout, List<AffineSite> sites, int[] representative) {
        List<Group> groups = separated(groups(layout, sites, representative));
        Map<Set<Owner>, List<Group>> bySignature = new LinkedHashMap<>();
        for (Group group : groups) {
            bySignature
                    .computeIfAbsent(group.columns().keySet(), signature -> new ArrayList<>())
                    .add(group);
        }
        return bySignature.values().stream().map(ParameterClasses::build).toList();
    }

    /** {@return one group for each D, with the contributions of all its sites} */
    private static List<Group> groups(ParameterLayout layout, List<AffineSite> sites, int[] representative) {
        List<String> names = layout.names();
        Map<Integer, Group> groups = new LinkedHashMap<>();
        for (int j = 0; j < sites.size(); j++) {
            AffineSite site = sites.get(j);
            Map<Owner, List<SiteFeature>> columns = groups.computeIfAbsent(
                            representative[j], r -> new Group(r, site.width(), new LinkedHashMap<>()))
                    .columns();
            if (!site.weight().isEmpty()) {
                for (int f = 0; f < site.featureWidth(); f++) {
                    add(columns, new Owner(names.indexOf(site.weight()), f), new SiteFeature(j, f));
                }
            }
            if (!site.bias().isEmpty()) {
                add(columns, new Owner(names.indexOf(site.bias()), 0), new SiteFeature(j, SiteFeature.ONE));
            }
        }
        return List.copyOf(groups.values());
    }

    private static void add(Map<Owner, List<SiteFeature>> columns, Owner key, SiteFeature feature) {
        columns.computeIfAbsent(key, k -> new ArrayList<>()).add(feature);
    }

    /** Splits groups into single tensors until any two groups share either all of their tensors or none. */
    private static List<Group> separated(List<Group> groups) {
        List<Group> result = new ArrayList<>(groups);
        for (boolean changed = true; changed; ) {
            changed = false;
            Set<Integer> mixed = new LinkedHashSet<>();
            for (Group a : result) {
                for (Group b : result) {
                    Set<Integer> shared = new LinkedHashSet<>(a.tensors());
                    shared.retainAll(b.tensors());
                    if (!shared.isEmpty() && !a.tensors().equals(b.tensors())) {
                        mixed.addAll(a.tensors());
                        mixed.addAll(b.tensors());
                    }
                }
            }
            List<Group> next = new ArrayList<>();
            for (Group group : result) {
                Set<Integer> tensors = group.tensors();
                if (tensors.size() > 1 && tensors.stream().anyMatch(mixed::contains)) {
                    tensors.forEach(tensor -> next.add(group.only(tensor)));
                    changed = true;
                } else {
                    next.add(group);
                }
            }
            result = next;
        }
        return result;
    }

    /** {@return the class of groups with the same columns} Columns that are equal at every place are merged. */
    private static ParameterClass build(List<Group> groups) {
        Map<List<List<SiteFeature>>, List<Owner>> owners = new LinkedHashMap<>();
        for (Owner key : groups.get(0).columns().keySet()) {
            List<List<SiteFeature>> sources = groups.stream()
                    .map(group -> withoutSiteOfOne(group.columns().getOrDefault(key, List.of())))
                    .toList();
            owners.computeIfAbsent(sources, s -> new ArrayList<>()).add(key);
        }
        List<Place> places = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            int place = g;
            places.add(new Place(
                    groups.get(g).site(),
                    owners.keySet().stream().map(sources -> sources.get(place)).toList()));
        }
        return new ParameterClass(
                groups.get(0).width(),
                places,
                owners.values().stream().map(Column::new).toList());
    }

    /** Replaces the site of constant features, which are the same at every site. */
    private static List<SiteFeature> withoutSiteOfOne(List<SiteFeature> features) {
        return features.stream()
                .map(feature -> feature.index() == SiteFeature.ONE ? new SiteFeature(0, SiteFeature.ONE) : feature)
                .toList();
    }
}
