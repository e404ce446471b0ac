package io.ntk.estimators.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.nio.DoubleBuffer;
import org.junit.jupiter.api.Test;

class DirectBuffersTest {
    @Test
    void refuseABufferThatIsTooLarge() {
        DirectBuffers buffers = new DirectBuffers("lyapunov");
        assertThatThrownBy(() -> buffers.get("role", Integer.MAX_VALUE / Double.BYTES + 1L))
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.OUT_OF_MEMORY))
                .hasMessageStartingWith("Method 'lyapunov' could not allocate a buffer of 2147483648 bytes");
    }

    @Test
    void areReusedUntilTheyAreTooShort() {
        DirectBuffers buffers = new DirectBuffers("lyapunov");
        DoubleBuffer first = buffers.get("role", 10);

        assertThat(first.isDirect()).isTrue();
        assertThat(buffers.get("role", 4)).isSameAs(first);
        assertThat(buffers.get("other", 4)).isNotSameAs(first);
        assertThat(buffers.get("role", 11).capacity()).isEqualTo(11);
    }
}
