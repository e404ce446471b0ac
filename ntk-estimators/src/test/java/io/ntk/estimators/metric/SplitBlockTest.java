package io.ntk.estimators.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.HeapVectorSpace;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.MultiVector;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplitBlockTest {
    private final HeapVectorSpace space = new HeapVectorSpace(IndexShape.of("row", 5));

    @Test
    void closesTheFirstPartWhereThereIsNoRoomForTheSecond() {
        List<MultiVector> copies = new ArrayList<>();
        MultiVector images = space.zeros(3);
        try (SplitBlock vectors = new SplitBlock(space.zeros(1), space.zeros(2))) {
            assertThatThrownBy(() -> vectors.split(withRoomForOneCopy(images, copies)))
                    .isInstanceOf(OutOfMemoryError.class);
        }
        assertThat(copies).hasSize(1).allSatisfy(SplitBlockTest::isClosed);
        isClosed(images);
    }

    /** The block, but an engine has no memory for a second copy of columns. */
    private static MultiVector withRoomForOneCopy(MultiVector block, List<MultiVector> copies) {
        return (MultiVector) Proxy.newProxyInstance(
                MultiVector.class.getClassLoader(), new Class<?>[] {MultiVector.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("copyColumns")) {
                        return method.invoke(block, arguments);
                    }
                    if (!copies.isEmpty()) {
                        throw new OutOfMemoryError("no room");
                    }
                    copies.add((MultiVector) method.invoke(block, arguments));
                    return copies.get(0);
                });
    }

    private static void isClosed(MultiVector block) {
        assertThatThrownBy(block::norms)
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.CLOSED));
    }
}
