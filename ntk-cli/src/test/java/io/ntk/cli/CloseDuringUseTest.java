package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.ProblemSizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Several threads compute with the library while another closes what they compute with: each gets the right number, or is told what was
 * closed. PyTorch ended the whole process.
 */
class CloseDuringUseTest {
    private static final int ROUNDS = 4;
    private static final int THREADS = 4;
    private static final int COLUMNS = 8;

    @ParameterizedTest
    @CsvSource({
        "native, linearization", "native, runtime",
        "djl, linearization", "djl, runtime",
        "nd4j, linearization", "nd4j, runtime"
    })
    @Timeout(120)
    void everyThreadGetsTheRightNumberOrIsToldWhatWasClosed(String engine, String closed) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            NtkRuntime runtime = NtkRuntime.create(Map.of("backend", engine, "threads", "2"));
            Problem problem = runtime.randomProblems()
                    .pair("gru", new ProblemSizes(20, 10, 16, 3), 1, Precision.FLOAT32)
                    .before();
            Linearization linearization = runtime.backend().linearize(problem);
            MultiVector probes = linearization.observationSpace().probes(ProbeDistribution.RADEMACHER, 1, 0, COLUMNS);
            double[] expected = squares(linearization, probes);
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            List<Future<ErrorId>> users = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                users.add(threads.submit(() -> use(linearization, probes, expected)));
            }
            TimeUnit.MILLISECONDS.sleep(20 + 7L * round);
            if (closed.equals("runtime")) {
                runtime.close();
            }
            // What a closed engine has made may go on, but ends here at the latest.
            linearization.close();
            for (Future<ErrorId> user : users) {
                assertThat(user.get(60, TimeUnit.SECONDS)).isEqualTo(ErrorId.CLOSED);
            }
            threads.shutdown();
            probes.close();
            runtime.close();
        }
    }

    /** Computes until it is refused, and returns why. */
    private static ErrorId use(Linearization linearization, MultiVector probes, double[] expected) {
        try {
            while (true) {
                double[] found = squares(linearization, probes);
                for (int i = 0; i < found.length; i++) {
                    assertThat(found[i]).isCloseTo(expected[i], within(1e-5 * Math.abs(expected[i])));
                }
            }
        } catch (NtkException e) {
            return e.id();
        }
    }

    private static double[] squares(Linearization linearization, MultiVector probes) {
        try (MultiVector images = linearization.ntk().times(probes)) {
            return images.dots(images);
        }
    }
}
