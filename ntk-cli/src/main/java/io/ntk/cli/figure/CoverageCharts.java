package io.ntk.cli.figure;

import io.ntk.cli.chart.HeatMap;
import io.ntk.cli.chart.LineChart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Pictures of coverage: by method and network, and against the number of samples. */
final class CoverageCharts {
    private static final double PALEST = 80;

    private static final double DEEPEST = 100;

    private final List<StudiedNetwork> networks;
    private final List<Integer> samples;

    CoverageCharts(List<StudiedNetwork> networks, FigureSettings settings) {
        this.networks = networks;
        this.samples = settings.scope().samples();
    }

    List<Panel> panels() {
        Map<String, List<CoverageMethod>> byQuantity = CoverageMethod.of(networks).stream()
                .collect(Collectors.groupingBy(CoverageMethod::quantity, LinkedHashMap::new, Collectors.toList()));
        List<Panel> panels = new ArrayList<>();
        byNetwork().ifPresent(panels::add);
        List<CoverageMethod> alone = new ArrayList<>();
        byQuantity.forEach((quantity, methods) -> {
            if (methods.size() > 1) {
                bySamples(quantity, methods, CoverageMethod::method).ifPresent(panels::add);
            } else {
                alone.addAll(methods);
            }
        });
        bySamples("metrics", alone, CoverageMethod::quantity).ifPresent(panels::add);
        return panels;
    }

    /** Empty if no method stated an interval with enough samples. */
    private Optional<Panel> byNetwork() {
        List<CoverageMethod> methods = CoverageMethod.of(networks);
        double[][] lowest = methods.stream()
                .map(method -> networks.stream()
                        .mapToDouble(network -> 100
                                * CoverageRange.of(
                                                network.cells().stream(),
                                                cell -> method.made(cell)
                                                        && cell.samples() >= CoverageCell.ENOUGH_SAMPLES)
                                        .lowest())
                        .toArray())
                .toArray(double[][]::new);
        OptionalDouble least = Arrays.stream(lowest)
                .flatMapToDouble(Arrays::stream)
                .filter(value -> !Double.isNaN(value))
                .min();
        if (least.isEmpty()) {
            return Optional.empty();
        }
        HeatMap map = new HeatMap(
                "Lowest coverage in percent, from " + CoverageCell.ENOUGH_SAMPLES + " samples on",
                methods.stream().map(CoverageMethod::label).toList(),
                networks.stream().map(StudiedNetwork::name).toList(),
                lowest,
                Math.min(PALEST, least.getAsDouble()),
                DEEPEST);
        return Optional.of(new Panel("networks", map.wholeNumbers()));
    }

    /** Empty if no method stated an interval. */
    private Optional<Panel> bySamples(
            String name, List<CoverageMethod> methods, Function<CoverageMethod, String> label) {
        LineChart chart = new LineChart(
                        "Coverage of intervals, " + name,
                        "applications of each operator",
                        "lowest coverage of the networks")
                .logarithmicX()
                .zone("wanted", CoverageCell.LEAST, CoverageCell.MOST);
        double[] x = samples.stream().mapToDouble(Integer::doubleValue).toArray();
        boolean any = false;
        for (CoverageMethod method : methods) {
            double[] lowest = samples.stream()
                    .mapToDouble(budget -> lowest(cell -> method.made(cell) && cell.samples() == budget))
                    .toArray();
            if (!Arrays.stream(lowest).allMatch(Double::isNaN)) {
                chart.line(label.apply(method), x, lowest);
                any = true;
            }
        }
        return any ? Optional.of(new Panel(name.replace(' ', '-'), chart)) : Optional.empty();
    }

    private double lowest(Predicate<CoverageCell> counted) {
        return CoverageRange.of(networks.stream().flatMap(network -> network.cells().stream()), counted)
                .lowest();
    }
}
