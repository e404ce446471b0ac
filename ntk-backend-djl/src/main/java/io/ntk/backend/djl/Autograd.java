package io.ntk.backend.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * {@code torch.autograd.grad}, which DJL does not offer. DJL's gradient collector allows one backward pass for each
 * recorded graph, adds up into the leaves, and leaks when the gradient itself is to be differentiated. TorchScript offers
 * the function, and DJL runs TorchScript, so a module of a few lines, made here, passes it on.
 */
final class Autograd implements AutoCloseable {
    /** The root folder of the archive that TorchScript reads; any name will do. */
    private static final String ROOT = "ntk/";

    private static final String GRADIENTS = """
              def %s(self: __torch__.Autograd, zs: List[Tensor], ps: List[Tensor], ws: List[Tensor]) -> List[Tensor]:
                seeds = annotate(List[Optional[Tensor]], [])
                for _0 in range(torch.len(ws)):
                  _1 = torch.append(seeds, ws[_0])
                gradients = torch.grad(zs, ps, seeds, True, %s, True)
                result = annotate(List[Tensor], [])
                for _2 in range(torch.len(ps)):
                  gradient = gradients[_2]
                  if torch.__is__(gradient, None):
                    known = torch.zeros_like(ps[_2])
                  else:
                    known = unchecked_cast(Tensor, gradient)
                  _3 = torch.append(result, known)
                return result
            """;

    private static final String CODE =
            """
            class Autograd(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
            """ + GRADIENTS.formatted("gradients", "False") + GRADIENTS.formatted("differentiable", "True") + """
                      def softplus(self: __torch__.Autograd, a: Tensor) -> Tensor:
                        return torch.logaddexp(a, torch.zeros_like(a))
                    """;

    private final PtSymbolBlock module;
    private final NDArray gradients;
    private final NDArray differentiable;
    private final NDArray softplus;

    Autograd(NDManager manager) {
        try {
            // With hasSize = true it would wait for a length that the stream does not have.
            this.module = JniUtils.loadModule((PtNDManager) manager, new ByteArrayInputStream(archive()), false, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.gradients = method(manager, "gradients");
        this.differentiable = method(manager, "differentiable");
        this.softplus = method(manager, "softplus");
    }

    /** DJL chooses the method by the name of an array among the arguments. */
    private static NDArray method(NDManager manager, String name) {
        NDArray marker = Frame.keep(manager.create(0f));
        marker.setName("module_method:" + name);
        return marker;
    }

    /**
     * {@return Σ_i ⟨∂z_i/∂p, w_i⟩ for each p, with weights w_i shaped like the recorded z_i; zero where z does not
     * depend on p. The graph of z stays usable}
     */
    NDList gradients(List<NDArray> zs, List<NDArray> ps, List<NDArray> ws) {
        return call(gradients, zs, ps, ws);
    }

    /** {@return the same, itself recorded as a function of the weights, which require gradients} */
    NDList differentiableGradients(List<NDArray> zs, List<NDArray> ps, List<NDArray> ws) {
        return call(differentiable, zs, ps, ws);
    }

    /** {@return log(1 + exp(a)) at full precision, which PyTorch's own softplus gives up above 20} */
    NDArray softplus(NDArray a) {
        a.setName(null);
        return IValueUtils.forward(module, new NDList(a, softplus), true).singletonOrThrow();
    }

    private NDList call(NDArray method, List<NDArray> zs, List<NDArray> ps, List<NDArray> ws) {
        NDList arguments = new NDList(zs.size() + ps.size() + ws.size() + 1);
        add(arguments, "zs[]", zs);
        add(arguments, "ps[]", ps);
        add(arguments, "ws[]", ws);
        arguments.add(method);
        // "Training", or the graph is not seen.
        return IValueUtils.forward(module, arguments, true);
    }

    /** Arrays of one name make up a list argument. The names stand in the order of the method's parameters. */
    private static void add(NDList arguments, String name, List<NDArray> arrays) {
        for (NDArray array : arrays) {
            array.setName(name);
            arguments.add(array);
        }
    }

    /** The archive that {@code torch.jit.save} would write for a module without state. */
    private static byte[] archive() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            // In pickle's opcodes: protocol 2, Autograd.__new__(), {"training": True}, build, stop.
            store(
                    zip,
                    "data.pkl",
                    "\u0080\u0002c__torch__\nAutograd\n)\u0081}(X\u0008\0\0\0training\u0088ub."
                            .getBytes(StandardCharsets.ISO_8859_1));
            store(zip, "code/__torch__.py", CODE.getBytes(StandardCharsets.UTF_8));
            store(zip, "constants.pkl", "\u0080\u0002).".getBytes(StandardCharsets.ISO_8859_1));
            store(zip, "version", "3\n".getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(ROOT + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        CRC32 checksum = new CRC32();
        checksum.update(content);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    @Override
    public void close() {
        module.close();
        gradients.close();
        differentiable.close();
        softplus.close();
    }
}
