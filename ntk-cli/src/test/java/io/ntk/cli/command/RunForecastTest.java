package io.ntk.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.estimators.estimate.Work;
import org.junit.jupiter.api.Test;

class RunForecastTest {
    private static final long SECOND = 1_000_000_000;

    private final RunForecast forecast = new RunForecast();

    @Test
    void tellsOnceHowLongALongComputationTakes() {
        assertThat(forecast.after(new Work(0, 9e11, 3e10), 5 * SECOND)).isEmpty();
        assertThat(forecast.after(new Work(1e10, 9e11, 3e10), 6 * SECOND)).isEmpty();
        assertThat(forecast.after(new Work(6e10, 9e11, 3e10), 9 * SECOND))
                .hasValue("This will take about 60 s without sampling: 9.0e+11 floating-point operations, 1.5e+10 a"
                        + " second. The default method, which samples, takes about 3e+10 for 100 products with each"
                        + " kernel.");
        assertThat(forecast.after(new Work(9e10, 9e11, 3e10), 10 * SECOND)).isEmpty();
    }

    @Test
    void namesNoOtherMethodThatTakesAsLong() {
        forecast.after(new Work(0, 9e11, 1e12), 0);
        assertThat(forecast.after(new Work(1e10, 9e11, 1e12), 2 * SECOND))
                .hasValueSatisfying(line -> assertThat(line).contains("3 min").doesNotContain("default method"));
    }

    @Test
    void saysNothingOfAShortOne() {
        forecast.after(new Work(0, 9e11, 3e10), 0);
        assertThat(forecast.after(new Work(5e11, 9e11, 3e10), 3 * SECOND)).isEmpty();
        assertThat(forecast.after(new Work(6e11, 9e11, 3e10), 30 * SECOND)).isEmpty();
    }
}
