package io.ntk.estimators.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class ThreadTeamTest {
    @Test
    void doEveryPieceOnce() {
        AtomicIntegerArray done = new AtomicIntegerArray(1000);
        try (ThreadTeam workers = new ThreadTeam(3)) {
            workers.run(1000, (i, workspace) -> done.incrementAndGet(i));
        }
        for (int i = 0; i < done.length(); i++) {
            assertThat(done.get(i)).isEqualTo(1);
        }
    }

    @Test
    void throwWhatATaskThrows() {
        try (ThreadTeam workers = new ThreadTeam(2)) {
            assertThatThrownBy(() -> workers.run(10, (i, workspace) -> {
                        throw new NtkException(ErrorId.CLOSED, "It was closed.", "Open it.");
                    }))
                    .isInstanceOf(NtkException.class);
            assertThatThrownBy(() -> workers.run(10, (i, workspace) -> {
                        throw new AssertionError("broken");
                    }))
                    .isInstanceOf(AssertionError.class);
        }
    }
}
