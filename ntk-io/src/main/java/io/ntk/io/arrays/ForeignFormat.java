package io.ntk.io.arrays;

import io.ntk.api.NtkException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Common formats that ntk does not read. Each is recognized so that the message can say how to convert it. */
enum ForeignFormat {
    TORCHSCRIPT(
            "is a TorchScript archive in which ntk finds no parameters",
            "Export them in Python: import torch; m = torch.jit.load('model.pt', map_location='cpu');"
                    + " torch.save(m.state_dict(), 'parameters.pt')."),
    STABLE_BASELINES(
            "is a model of Stable-Baselines3, an archive around a PyTorch checkpoint",
            "Take the checkpoint out with unzip model.zip policy.pth, and give policy.pth."),
    HDF5(
            "is an HDF5 file, which ntk does not read",
            "Export it in Python: import h5py, numpy; f = h5py.File('model.h5');"
                    + " numpy.savez('model.npz', weight_hh=f['path/to/weight_hh'][()], ...).",
            "\u0089HDF\r\n\u001a\n"),
    MATLAB(
            "is a MATLAB file, which ntk does not read",
            "Export it in Python: import numpy, scipy.io; m = scipy.io.loadmat('data.mat');"
                    + " numpy.savez('data.npz', inputs=m['inputs']).",
            "MATLAB "),
    GIT_LFS(
            "is a Git LFS pointer, not the file itself",
            "Fetch it with git lfs pull.",
            "version https://git-lfs.github.com/");

    private final String predicate;
    private final String remedy;
    private final String magic;

    ForeignFormat(String predicate, String remedy) {
        this(predicate, remedy, "");
    }

    ForeignFormat(String predicate, String remedy, String magic) {
        this.predicate = predicate;
        this.remedy = remedy;
        this.magic = magic;
    }

    /** {@return the format of a file that begins with these bytes, if it is one of these formats} */
    static Optional<ForeignFormat> of(byte[] head) {
        return List.of(values()).stream().filter(format -> format.begins(head)).findFirst();
    }

    NtkException refusal(Origin origin) {
        return origin.malformed(predicate, remedy);
    }

    private boolean begins(byte[] head) {
        return switch (this) {
            // These are zip archives; their entries identify them, not their first bytes.
            case TORCHSCRIPT, STABLE_BASELINES -> false;
            default -> new String(head, StandardCharsets.ISO_8859_1).startsWith(magic);
        };
    }
}
