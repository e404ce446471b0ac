package io.ntk.tck.reference;

import io.ntk.api.spi.BackendProvider;
import io.ntk.tck.LinearOperatorContract;

class ReferenceLinearOperatorTest extends LinearOperatorContract {
    @Override
    protected BackendProvider provider() {
        return new ReferenceProvider();
    }
}
