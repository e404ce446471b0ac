package io.ntk.tck.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FuzzerTest {
    private static final byte[] TEXT = "one,two,three\n1,2,3\n".getBytes(StandardCharsets.UTF_8);

    /** Reads what still begins as the corpus does, and refuses everything else. */
    private static class Reader implements Target {
        final List<String> inputs = new ArrayList<>();

        @Override
        public List<byte[]> corpus() {
            return List.of(TEXT);
        }

        @Override
        public List<String> words() {
            return List.of("two", "NaN");
        }

        @Override
        public long allowedBytes(byte[] input) {
            return 1 << 20;
        }

        @Override
        public void read(byte[] input) throws Exception {
            inputs.add(new String(input, StandardCharsets.UTF_8));
            if (input.length < 4 || !Arrays.equals(input, 0, 4, TEXT, 0, 4)) {
                refuse();
            }
        }

        void refuse() throws Exception {
            throw refusal("It begins with other words.");
        }

        static NtkException refusal(String problem) {
            return new NtkException(ErrorId.FILE_FORMAT, problem, "Mend it.");
        }
    }

    private static void run(Target target, long seed) {
        new Fuzzer("a reader", target, 1).run(seed, 200);
    }

    @Test
    void theSeedDecidesTheCases() {
        Reader first = new Reader();
        Reader again = new Reader();
        Reader other = new Reader();
        run(first, 1);
        run(again, 1);
        run(other, 2);
        assertThat(first.inputs).hasSize(201).isEqualTo(again.inputs).isNotEqualTo(other.inputs);
    }

    @Test
    void otherExceptionsAreFaults() {
        assertThatThrownBy(() -> run(
                        new Reader() {
                            @Override
                            void refuse() {
                                throw new IllegalStateException("at fault");
                            }
                        },
                        1))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("failed; the input is in")
                .hasRootCauseMessage("at fault");
    }

    @Test
    void messagesMuchLongerThanTheInputAreFaults() {
        assertThatThrownBy(() -> run(
                        new Reader() {
                            @Override
                            void refuse() {
                                throw refusal("very ".repeat(2000) + "wrong.");
                            }
                        },
                        1))
                .isInstanceOf(AssertionError.class)
                .cause()
                .hasMessageContaining("not much longer than the input");
    }

    @Test
    void memoryThatTheInputDoesNotJustifyIsAFault() {
        assertThatThrownBy(() -> run(
                        new Reader() {
                            @Override
                            void refuse() {
                                throw refusal(new byte[2 << 20].length + " bytes are too many.");
                            }
                        },
                        1))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("bytes, more than 1048576");
    }

    @Test
    void hangingIsAFault() {
        assertThatThrownBy(() -> run(
                        new Reader() {
                            @Override
                            void refuse() throws Exception {
                                Thread.sleep(60_000);
                            }
                        },
                        1))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("took more than 1 s");
    }

    @Test
    void damageThatIsNeverRefusedDoesNotReachTheTarget() {
        assertThatThrownBy(() -> run(
                        new Reader() {
                            @Override
                            void refuse() {}
                        },
                        1))
                .isInstanceOf(AssertionError.class)
                .hasMessage("a reader: of 200 damaged inputs 0 were refused and 200 read");
    }

    @Test
    void theCorpusMustBeRead() {
        assertThatThrownBy(() -> run(
                        new Reader() {
                            @Override
                            public List<byte[]> corpus() {
                                return List.of(new byte[] {1, 2, 3, 4, 5});
                            }
                        },
                        1))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the corpus holds what is refused");
    }
}
