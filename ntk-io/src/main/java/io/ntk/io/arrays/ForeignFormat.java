package io.ntk.io.arrays;

import io.ntk.api.NtkException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Common formats that ntk does not read. Each is recognized so that the message can say how to convert it. */
enum ForeignFormat {
    TORCHSCRIPT(
            "is a TorchScript archive in which ntk finds no parameters",
            "Export them in Python: import torch; m = torch.jit.load('model.pt', map_location='cpu');"
                    + " torch.save(m.state_dict(), 'parameters.pt')."),
    STABLE_BASELINES(
            "is a model of Stable-Baselines3, an archive around a PyTorch checkpoint",
            "Take the checkpoint out with unzip model.zip policy.pth, and give policy.pth."),
    GIT_LFS(
            "is a Git LFS pointer, not the file itself",
            "Fetch it with git lfs pull.",
            "version https://git-lfs.github.com/"),
    GZIP(
            "is compressed by gzip, as R's .rds files are, too",
            "Unpack it in Python: import gzip, shutil;"
                    + " shutil.copyfileobj(gzip.open('model.gz'), open('model', 'wb')).",
            "\u001f\u008b"),
    XZ(
            "is compressed by xz",
            "Unpack it in Python: import lzma, shutil;"
                    + " shutil.copyfileobj(lzma.open('model.xz'), open('model', 'wb')).",
            "\u00fd7zXZ\u0000"),
    BZIP2(
            "is compressed by bzip2",
            "Unpack it in Python: import bz2, shutil;"
                    + " shutil.copyfileobj(bz2.open('model.bz2'), open('model', 'wb')).",
            "BZh"),
    R(
            "is a file of R",
            "Export it in R: x <- readRDS('model.rds');"
                    + " jsonlite::write_json(lapply(x, as.array), 'model.json', digits = NA).",
            "X\n\u0000\u0000\u0000"),
    TENSORFLOW_LITE(
            "is a TensorFlow Lite model",
            "Export it in Python: import numpy, tensorflow; i = tensorflow.lite.Interpreter('model.tflite');"
                    + " i.allocate_tensors();"
                    + " numpy.savez('model.npz', **{d['name']: i.get_tensor(d['index']) for d in i.get_tensor_details()})."),
    SAVED_MODEL(
            "is the graph of a TensorFlow SavedModel, whose weights are in the folder variables beside it",
            "Export them in Python: import numpy, tensorflow; r = tensorflow.train.load_checkpoint('variables/variables');"
                    + " numpy.savez('model.npz', **{k: r.get_tensor(k) for k in r.get_variable_to_shape_map()}).",
            "\b\u0001\u0012"),
    ONNX(
            "is an ONNX model",
            "Export it in Python: import numpy, onnx, onnx.numpy_helper; m = onnx.load('model.onnx');"
                    + " numpy.savez('model.npz', **{t.name: onnx.numpy_helper.to_array(t) for t in m.graph.initializer})."),
    TENSORFLOW(
            "is part of a TensorFlow checkpoint",
            "Export it in Python, by its name without .index or .data: import numpy, tensorflow;"
                    + " r = tensorflow.train.load_checkpoint('model');"
                    + " numpy.savez('model.npz', **{k: r.get_tensor(k) for k in r.get_variable_to_shape_map()})."),
    MESSAGE_PACK(
            "is a MessagePack file, such as Flax writes",
            "Export it in Python: import numpy, flax.serialization, flax.traverse_util;"
                    + " s = flax.serialization.msgpack_restore(open('model.msgpack', 'rb').read());"
                    + " numpy.savez('model.npz', **flax.traverse_util.flatten_dict(s, sep='.'))."),
    EQUATIONS(
            "is an equation file, which holds no arrays",
            "Give it as the cell: ntk align --cell FILE.cell --before BEFORE --after AFTER --inputs INPUTS."),
    TEXT(
            "is a table of text",
            "Export it in Python, with skiprows=1 if its first line has names: import numpy;"
                    + " numpy.save('data.npy', numpy.loadtxt('data.csv', delimiter=',', ndmin=2)).");

    /** What files end with in which TensorFlow lists the variables of a checkpoint. */
    private static final byte[] TENSORFLOW_END = {
        0x57, (byte) 0xfb, (byte) 0x80, (byte) 0x8b, 0x24, 0x75, 0x47, (byte) 0xdb
    };

    /** The code of MessagePack for a map with a count of 16 bits. */
    private static final byte MAP_16 = (byte) 0xde;

    private static final Pattern TENSORFLOW_DATA = Pattern.compile(".*\\.data-\\d{5}-of-\\d{5}");
    private static final Pattern TABLE = Pattern.compile("[\\t\\r\\n -~]*([0-9][\\r\\n]|[,;\\t])[\\t\\r\\n -~]*");

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

    /** {@return the format that the name of a file says, of text that could be anything} */
    static Optional<ForeignFormat> named(Path path) {
        return String.valueOf(path.getFileName()).endsWith(".cell") ? Optional.of(EQUATIONS) : Optional.empty();
    }

    /**
     * Recognizes formats that do not show at the beginning of a file.
     *
     * @param tail the last bytes of the file
     * @param path the file, which for TensorFlow's bare numbers says all that there is to know
     */
    static Optional<ForeignFormat> of(byte[] tail, Path path) {
        boolean tensorflow = Arrays.equals(tail, TENSORFLOW_END)
                || TENSORFLOW_DATA.matcher(String.valueOf(path.getFileName())).matches();
        return tensorflow ? Optional.of(TENSORFLOW) : Optional.empty();
    }

    /** {@return what the user can do, in which a recipe in Python follows the words {@code in Python} and a colon} */
    String remedy() {
        return remedy;
    }

    NtkException refusal(Origin origin) {
        return origin.malformed(predicate, remedy);
    }

    private boolean begins(byte[] head) {
        return switch (this) {
            // These are known by the entries of an archive or by other files, not by their first bytes.
            case TORCHSCRIPT, STABLE_BASELINES, TENSORFLOW, EQUATIONS -> false;
            case TENSORFLOW_LITE -> text(head).startsWith("TFL3", 4);
            // A protocol buffer: a version of the format, and the name of the program that wrote it.
            case ONNX -> head.length > 3 && head[0] == 8 && head[1] > 2 && head[1] < 32 && head[2] == 0x12;
            // A map of a few or many entries, whose first key is a string.
            case MESSAGE_PACK -> head.length > 4 && isMap(head) && isString(head[head[0] == MAP_16 ? 3 : 1]);
            case TEXT ->
                !JsonFormat.isAtStartOf(head) && TABLE.matcher(text(head)).matches();
            default -> text(head).startsWith(magic);
        };
    }

    private static String text(byte[] head) {
        return new String(head, StandardCharsets.ISO_8859_1);
    }

    private static boolean isMap(byte[] head) {
        return (head[0] & 0xf0) == 0x80 || head[0] == MAP_16;
    }

    private static boolean isString(byte code) {
        return (code & 0xe0) == 0xa0 || code == (byte) 0xd9 || code == (byte) 0xda;
    }
}
