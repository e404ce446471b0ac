package io.ntk.backend.djl;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.cell.GruCell;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * That graphs which are differentiated over and over do not grow. The contract's check of that takes blocks, which go through
 * sweeps; by autograd alone it would take minutes.
 */
class AutogradMemoryTest {
    private static final int APPLICATIONS = 1000;

    @Test
    @Tag("memory")
    @EnabledOnOs(OS.LINUX)
    void singleVectorsLeaveNothingBehind() throws IOException {
        RecurrentModel model = new RecurrentModel("gru", new GruCell(true), 2, 32);
        double[] theta = new double[model.layout().size()];
        Arrays.setAll(theta, i -> Math.sin(i) / 6);
        // Few steps, since each takes operations of its own; many trials, so that a lost vector shows.
        double[] x = new double[1000 * 2 * 2];
        Arrays.setAll(x, Math::cos);
        Problem problem = new Problem(model, Parameters.of(model.layout(), theta), Inputs.of(1000, 2, 2, x));
        try (AutodiffBackend backend = new DjlBackendProvider()
                        .create(BackendOptions.defaults().withSettings(Map.of("derivatives", "autograd")));
                Linearization derivative = backend.linearize(problem);
                MultiVector v = derivative.observationSpace().probes(ProbeDistribution.GAUSSIAN, 1, 0, 1)) {
            LinearOperator ntk = derivative.ntk();
            apply(ntk, v, APPLICATIONS / 10);
            long before = residentBytes();
            apply(ntk, v, APPLICATIONS);
            long lost = APPLICATIONS * problem.observedShape().size() * Float.BYTES;
            // Half of what losing one vector each time would cost; the heap's own growth is well below.
            assertThat(residentBytes() - before).isLessThan(lost / 2);
        }
    }

    private static void apply(LinearOperator operator, MultiVector v, int times) {
        for (int i = 0; i < times; i++) {
            operator.times(v).close();
        }
    }

    private static long residentBytes() throws IOException {
        System.gc();
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("RssAnon:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
