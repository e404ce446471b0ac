package io.ntk.tck.reference;

import io.ntk.api.spi.BackendProvider;
import io.ntk.tck.MultiVectorContract;

class ReferenceMultiVectorTest extends MultiVectorContract {
    @Override
    protected BackendProvider provider() {
        return new ReferenceProvider();
    }
}
