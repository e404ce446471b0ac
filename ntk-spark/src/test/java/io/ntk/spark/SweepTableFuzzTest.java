package io.ntk.spark;

import io.ntk.runtime.cluster.SweepVerb;
import io.ntk.tck.fuzz.Fuzzer;
import io.ntk.tck.fuzz.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged sweep tables are read or refused. {@code bench/fuzz} damages more of them. */
class SweepTableFuzzTest {
    @TempDir
    private Path folder;

    private static byte[] table(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void tables() {
        fuzz(
                SweepVerb.ALIGN,
                table("before,after,inputs,cell\na.npz,b.npz,x.npy,gru\n"),
                table(
                        "cell,before,after,inputs,seed,samples\r\ngru,\"a,1.npz\",b.npz,x.npy,3,50\r\n\r\nlstm,a,b,c,,\r\n"));
    }

    @Test
    void tablesOfSpectra() {
        fuzz(SweepVerb.SPECTRUM, table("model,inputs,cell,of,count\na.npz,x.npy,gru,ntk,3\n"));
    }

    @Test
    void tablesOfFlows() {
        fuzz(SweepVerb.FLOW, table("model,inputs,cell,targets,loss,only-valid\na.npz,x.npy,gru,y.npy,mse,true\n"));
    }

    private void fuzz(SweepVerb verb, byte[]... corpus) {
        Fuzzer.fuzz("sweep-" + verb.label(), new Target() {
            @Override
            public List<byte[]> corpus() {
                return List.of(corpus);
            }

            @Override
            public List<String> words() {
                return List.of(
                        ",",
                        "\"",
                        "\"\"",
                        "\n",
                        "\r\n",
                        "before",
                        "after,",
                        "seed,",
                        "-1",
                        "99999999999999999999",
                        "NaN",
                        "\u0000",
                        "é",
                        "=",
                        "\t");
            }

            @Override
            public long allowedBytes(byte[] input) {
                return (4 << 20) + (1 << 10) * (long) input.length;
            }

            @Override
            public void read(byte[] input) throws IOException {
                SweepTable.read(Files.write(folder.resolve("table.csv"), input), SweepQuantity.of(verb));
            }
        });
    }
}
