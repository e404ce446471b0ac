package io.ntk.backend.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.spi.BackendOptions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The options of this backend, and its settings among them, understood. */
record Settings(BackendOptions options, Device device, Derivatives derivatives) {
    private static final String DEVICE = "device";
    private static final String DERIVATIVES = "derivatives";
    private static final Pattern GPU = Pattern.compile("gpu(?::(\\d{1,4}))?");

    /** How J, P and F are applied. */
    enum Derivatives {
        /** A single vector by autograd, more by sweeps. */
        AUTO,
        /** One backward pass of autograd for each vector. */
        AUTOGRAD,
        /** Sweeps through time over all vectors at once. */
        SWEEPS
    }

    static Settings of(BackendOptions options) {
        options.requireKnown(DjlBackendProvider.ID, DEVICE, DERIVATIVES);
        Derivatives derivatives = options.choice(DjlBackendProvider.ID, DERIVATIVES, Derivatives.AUTO);
        Device device = device(options.settings().getOrDefault(DEVICE, "cpu"));
        return new Settings(options, device, derivatives);
    }

    private static Device device(String choice) {
        if (choice.equals("cpu")) {
            return Device.cpu();
        }
        Matcher gpu = GPU.matcher(choice);
        if (!gpu.matches()) {
            throw new NtkException(
                    ErrorId.CONFIGURATION,
                    "Setting 'device' of backend 'djl' is '" + choice + "'.",
                    "Use cpu, gpu, or gpu:0 with the number of a GPU.");
        }
        int number = gpu.group(1) == null ? 0 : Integer.parseInt(gpu.group(1));
        Engine torch = Torch.engine();
        int count = torch.hasCapability("CUDA") ? torch.getGpuCount() : 0;
        if (number >= count) {
            throw new NtkException(
                    ErrorId.BACKEND_UNAVAILABLE,
                    "Backend 'djl' was asked to compute on '" + choice + "', but PyTorch finds " + count
                            + " CUDA devices.",
                    "Set ntk.djl.device to cpu, or give a CUDA build of PyTorch and its driver.");
        }
        return Device.gpu(number);
    }
}
