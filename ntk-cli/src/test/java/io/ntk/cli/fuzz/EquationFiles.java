package io.ntk.cli.fuzz;

import io.ntk.api.cell.CellOptions;
import io.ntk.api.model.RecurrentModel;
import io.ntk.cells.CellLibrary;
import io.ntk.cells.EquationProvider;
import io.ntk.tck.fuzz.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** The reader of equation files, up to the parameters of a model of the cell. */
public final class EquationFiles implements Target {
    /** What the parser takes for a file of the greatest length, which is short. */
    private static final long FIXED_BYTES = 16 << 20;

    private static final long EACH_BYTE = 4;
    private static final int OWN_LENGTH = 2;
    private static final int INPUTS = 3;
    private static final int HIDDEN = 4;

    private static final List<String> WORDS = List.of(
            "[H, H]",
            "[3*H]",
            "[99999999*H]",
            "[0]",
            "[:, 0:H].T",
            "[H:0]",
            ".T.T",
            "optional absent",
            "from \"",
            "integrate rk4 dt = 0.1\n",
            "integrate euler dt = -1\n",
            "dh/dt = h\n",
            "h' = h\n",
            "concat(",
            "((((((((((((((((((((((((((((((((((((((((",
            "))))))))",
            "- - -",
            " * h * h * h * h",
            " @ ",
            "1e999",
            "1 / 0",
            "9999999999999999999",
            "output\n",
            "weights\n",
            "state\n",
            "step\n",
            "parameters\n",
            "constants\n",
            "\u0000",
            "é",
            "#");

    private final Path folder;

    /**
     * A reader.
     *
     * @param folder where inputs are written
     */
    public EquationFiles(Path folder) {
        this.folder = folder;
    }

    @Override
    public List<byte[]> corpus() {
        return CellLibrary.shipped().stream()
                .map(cell -> cell.text().getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public List<String> words() {
        return WORDS;
    }

    @Override
    public long allowedBytes(byte[] input) {
        return FIXED_BYTES + EACH_BYTE * input.length;
    }

    /** Words of the file take the places of others, which the grammar often allows and the meaning seldom. */
    @Override
    public byte[] damaged(byte[] input, SplittableRandom random) {
        if (random.nextBoolean()) {
            return input;
        }
        String[] words = new String(input, StandardCharsets.UTF_8).split("(?<=\\W)|(?=\\W)");
        String[] damaged = words.clone();
        for (int change = random.nextInt(4); change >= 0; change--) {
            damaged[random.nextInt(words.length)] = words[random.nextInt(words.length)];
        }
        return String.join("", damaged).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void read(byte[] input) throws IOException {
        EquationProvider cell = CellLibrary.read(Files.write(folder.resolve("input.cell"), input));
        Map<String, Integer> lengths = new TreeMap<>();
        cell.definition().ownLengths().forEach(name -> lengths.put(name, OWN_LENGTH));
        if (cell.definition().arrays().isEmpty()) {
            new RecurrentModel(cell.name(), cell.create(CellOptions.DEFAULT, lengths, Map.of()), INPUTS, HIDDEN)
                    .layout();
        }
    }
}
