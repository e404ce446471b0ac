package io.ntk.backend.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.spi.BackendOptions;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private static Settings with(String key, String value) {
        return Settings.of(BackendOptions.defaults().withSettings(Map.of(key, value)));
    }

    @Test
    void defaultsAreCpuAndAuto() {
        BackendOptions options = BackendOptions.defaults().withThreads(3).withMemoryLimit(1000);
        Settings settings = Settings.of(options);
        assertThat(settings).isEqualTo(new Settings(options, Device.cpu(), Settings.Derivatives.AUTO));
    }

    @ParameterizedTest
    @CsvSource({"auto, AUTO", "autograd, AUTOGRAD", "sweeps, SWEEPS"})
    void readsHowToDifferentiate(String text, Settings.Derivatives expected) {
        assertThat(with("derivatives", text).derivatives()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "device, cuda",
        "device, gpu:",
        "device, gpu:-1",
        "device, GPU",
        "device, ''",
        "derivatives, AUTOGRAD",
        "derivatives, forward"
    })
    void refusesOtherValues(String key, String value) {
        assertThatThrownBy(() -> with(key, value))
                .asInstanceOf(InstanceOfAssertFactories.type(NtkException.class))
                .returns(ErrorId.CONFIGURATION, NtkException::id)
                .extracting(NtkException::problem)
                .isEqualTo("Setting '" + key + "' of backend 'djl' is '" + value + "'.");
    }

    @Test
    void offersTheSettingThatWasProbablyMeant() {
        assertThatThrownBy(() -> with("devise", "cpu"))
                .hasMessage("Backend 'djl' has no setting 'devise'."
                        + " Did you mean 'device'? Known are: device, derivatives.");
    }

    @Test
    void refusesAGpuThatIsNotThere() {
        // Whatever this machine has, it does not have ten thousand.
        assertThatThrownBy(() -> with("device", "gpu:9999"))
                .asInstanceOf(InstanceOfAssertFactories.type(NtkException.class))
                .returns(ErrorId.BACKEND_UNAVAILABLE, NtkException::id)
                .extracting(NtkException::problem)
                .asString()
                .contains("gpu:9999");
    }
}
