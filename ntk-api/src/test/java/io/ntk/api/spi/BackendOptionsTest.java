package io.ntk.api.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackendOptionsTest {
    private static BackendOptions limited(long bytes) {
        return BackendOptions.defaults().withMemoryLimit(bytes);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1000, 500", "67108864, 33554432", "134217728, 100663296", "2147483648, 2113929216"})
    void thirtyTwoMebibytesAreLeftForWhatIsNotArraysOrHalfOfASmallLimit(long limit, long storage) {
        assertThat(limited(limit).workingStorage()).isEqualTo(storage);
    }

    @ParameterizedTest
    @CsvSource({"1000, 1", "500, 1", "499, 1", "250, 2", "100, 5"})
    void asManyColumnsAsFitTheStorageAndAtLeastTheOneThatFitsTheLimit(long column, long columns) {
        assertThat(limited(1000).columnsAtATime(column)).isEqualTo(columns);
    }

    @Test
    void aColumnThatDoesNotFitTheLimitIsRefused() {
        assertThatExceptionOfType(NtkException.class)
                .isThrownBy(() -> limited(1000).columnsAtATime(1001))
                .returns(ErrorId.OUT_OF_MEMORY, NtkException::id)
                .returns(
                        "One column needs 1001 bytes of working storage, but the limit is 1000.", NtkException::problem)
                .returns("Raise the memory limit to at least 1001 bytes.", NtkException::remedy);
    }
}
