package io.ntk.backend.nativejvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryPoolTest {
    /** Notes the sizes that were allocated and freed. */
    private static class Notes implements Blas {
        final List<Integer> allocated = new ArrayList<>();
        final List<Integer> freed = new ArrayList<>();

        @Override
        public String description() {
            return "notes";
        }

        @Override
        public Allocation allocate(long bytes) {
            int size = Math.toIntExact(bytes);
            allocated.add(size);
            return new Allocation(ByteBuffer.allocate(size), 0, () -> freed.add(size));
        }

        @Override
        public long address(Buffer buffer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void multiply(double alpha, MatrixView a, MatrixView b, double beta, MatrixView c) {
            throw new UnsupportedOperationException();
        }
    }

    private final Notes blas = new Notes();

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 64})
    void memoryIsKeptForTheNextRequestOfItsSize(long bytes) {
        MemoryPool pool = new MemoryPool(blas, 1000);
        Blas.Allocation first = pool.acquire(bytes);
        Blas.Allocation second = pool.acquire(bytes);
        assertThat(second).isNotSameAs(first);
        pool.release(first);
        assertThat(pool.acquire(bytes)).isSameAs(first);
        assertThat(pool.acquire(bytes + 2)).isNotSameAs(first);
        assertThat(blas.freed).isEmpty();
    }

    @Test
    void whatIsKeptIsBounded() {
        MemoryPool pool = new MemoryPool(blas, 100);
        List<Blas.Allocation> held = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            held.add(pool.acquire(40));
        }
        held.forEach(pool::release);
        assertThat(blas.freed).containsExactly(40, 40, 40);
    }

    @Test
    void theSizesUsedLongestAgoGoFirst() {
        MemoryPool pool = new MemoryPool(blas, 100);
        Blas.Allocation old = pool.acquire(40);
        Blas.Allocation recent = pool.acquire(50);
        Blas.Allocation newest = pool.acquire(20);
        pool.release(old);
        pool.release(recent);
        pool.release(newest);
        assertThat(blas.freed).containsExactly(40);
        assertThat(pool.acquire(50)).isSameAs(recent);
        assertThat(pool.acquire(20)).isSameAs(newest);
    }

    @Test
    void whatIsLargerThanTheBoundIsNotKept() {
        MemoryPool pool = new MemoryPool(blas, 100);
        Blas.Allocation small = pool.acquire(90);
        Blas.Allocation large = pool.acquire(101);
        pool.release(small);
        pool.release(large);
        assertThat(blas.freed).containsExactly(101);
        assertThat(pool.acquire(90)).isSameAs(small);
    }

    @Test
    void withWhatIsKeptNoMoreIsHeldThanWasOnceInUse() {
        MemoryPool pool = new MemoryPool(blas, 1000);
        Blas.Allocation large = pool.acquire(100);
        Blas.Allocation small = pool.acquire(10);
        pool.release(large);
        assertThat(blas.freed).isEmpty();
        Blas.Allocation other = pool.acquire(60);
        assertThat(blas.freed).containsExactly(100);
        pool.release(other);
        pool.release(small);
        assertThat(pool.acquire(60)).isSameAs(other);
        assertThat(pool.acquire(10)).isSameAs(small);
    }

    @Test
    void whatCannotBeAllocatedIsNotInUse() {
        Blas failing = new Notes() {
            @Override
            public Allocation allocate(long bytes) {
                if (bytes > 50) {
                    throw new OutOfMemoryError("no room");
                }
                return super.allocate(bytes);
            }
        };
        MemoryPool pool = new MemoryPool(failing, 1000);
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> pool.acquire(60));
        Blas.Allocation first = pool.acquire(30);
        pool.release(first);
        pool.acquire(20);
        assertThat(pool.acquire(30)).isSameAs(first);
    }

    @Test
    void closingFreesWhatIsKeptAndWhatComesBackLater() {
        MemoryPool pool = new MemoryPool(blas, 100);
        Blas.Allocation kept = pool.acquire(10);
        Blas.Allocation late = pool.acquire(20);
        pool.release(kept);
        pool.close();
        assertThat(blas.freed).containsExactly(10);
        pool.release(late);
        assertThat(blas.freed).containsExactly(10, 20);
    }

    @Test
    void piecesBeyondABufferAreRefused() {
        assertThatExceptionOfType(NtkException.class)
                .isThrownBy(() -> new MemoryPool(blas, 100).acquire(1L << 31))
                .withMessageStartingWith("A block needs 2147483648 bytes in one piece")
                .returns(ErrorId.OUT_OF_MEMORY, NtkException::id);
        assertThat(blas.allocated).isEmpty();
    }
}
