package io.ntk.tck.reference;

import io.ntk.api.spi.BackendProvider;
import io.ntk.tck.LinearizationContract;

class ReferenceLinearizationTest extends LinearizationContract {
    @Override
    protected BackendProvider provider() {
        return new ReferenceProvider();
    }
}
