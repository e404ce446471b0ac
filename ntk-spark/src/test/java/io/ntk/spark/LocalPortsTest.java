package io.ntk.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What another user of the machine can reach of a local session: its ports, and its folder of blocks. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class LocalPortsTest {
    /** The type of a message that Spark's transport calls an RPC request, and of the answer that it failed. */
    private static final int REQUEST = 3;

    private static final int FAILED = 5;
    private static final String LISTENS = "0A";
    private static final String LOOPBACK = "0100007F";
    private static final String LOOPBACK_OF_6 = "0000000000000000FFFF00000100007F";

    @TempDir
    private Path folder;

    private JavaProcess driver(String... options) throws IOException {
        List<String> all = Stream.concat(Stream.of("-Xmx512m", "-Djava.io.tmpdir=" + folder), Stream.of(options))
                .toList();
        JavaProcess driver =
                JavaProcess.start(folder, "driver", Map.of(), all, ConnectedDriver.class.getName(), "local[2]");
        assertThat(driver.after("connected")).as(driver.log()).isNotNull();
        return driver;
    }

    /** The addresses, in hexadecimal, and ports on which a process listens. */
    private static Map<Integer, String> listening(long process) throws IOException {
        Path proc = Path.of("/proc", Long.toString(process));
        Set<String> sockets;
        try (Stream<Path> files = Files.list(proc.resolve("fd"))) {
            sockets = files.map(LocalPortsTest::target).collect(Collectors.toSet());
        }
        Stream<String> lines = Stream.concat(
                Files.readAllLines(proc.resolve("net/tcp")).stream(),
                Files.readAllLines(proc.resolve("net/tcp6")).stream());
        return lines.map(line -> line.strip().split("\\s+"))
                .filter(fields -> fields[3].equals(LISTENS) && sockets.contains("socket:[" + fields[9] + "]"))
                .map(fields -> fields[1].split(":", -1))
                .collect(Collectors.toMap(address -> Integer.parseInt(address[1], 16), address -> address[0]));
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            // It was closed meanwhile.
            return "";
        }
    }

    /** A message to an endpoint of the driver whose content is an object. */
    private static byte[] message() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(body);
        fields.writeBoolean(false);
        fields.writeBoolean(false);
        fields.writeUTF("endpoint-verifier");
        try (ObjectOutputStream object = new ObjectOutputStream(fields)) {
            object.writeObject(new Trap());
        }
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        DataOutputStream header = new DataOutputStream(frame);
        header.writeLong(Long.BYTES + 1 + Long.BYTES + Integer.BYTES + body.size());
        header.writeByte(REQUEST);
        header.writeLong(1);
        header.writeInt(body.size());
        body.writeTo(header);
        return frame.toByteArray();
    }

    /** The type of the answer to a message; -1 if the connection was closed, and -2 if nothing came. */
    private static int answer(int port, byte[] message) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout(2000);
            socket.getOutputStream().write(message);
            byte[] head = socket.getInputStream().readNBytes(Long.BYTES + 1);
            return head.length <= Long.BYTES ? -1 : head[Long.BYTES];
        } catch (SocketTimeoutException e) {
            return -2;
        }
    }

    @Test
    void takeNothingFromWhoDoesNotKnowTheSecret() throws Exception {
        try (JavaProcess driver = driver()) {
            Map<Integer, String> ports = listening(driver.id());
            assertThat(ports).as("listening sockets").hasSize(2);
            assertThat(ports.values()).allMatch(address -> address.equals(LOOPBACK) || address.equals(LOOPBACK_OF_6));
            for (int port : ports.keySet()) {
                assertThat(answer(port, message())).as("port %d", port).isIn(-1, FAILED);
            }
            driver.end();
            assertThat(driver.rest()).doesNotContain("sprung");
        }
    }

    /** That the message above would be harmful. */
    @Test
    void wouldMakeObjectsOfWhatArrives() throws Exception {
        try (JavaProcess driver = driver("-Dspark.authenticate=false", "-Dspark.network.crypto.enabled=false")) {
            for (int port : listening(driver.id()).keySet()) {
                answer(port, message());
            }
            driver.end();
            assertThat(driver.rest()).contains("sprung");
        }
    }

    @Test
    void itsFolderIsItsUsersAloneAndGoesAfterAKill() throws Exception {
        List<Path> left;
        try (JavaProcess driver = driver()) {
            left = folders();
            assertThat(left).hasSize(1);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(left.get(0))))
                    .isEqualTo("rwx------");
            try (Stream<Path> blocks = Files.list(left.get(0))) {
                assertThat(blocks.map(file -> file.getFileName().toString()))
                        .anyMatch(name -> name.startsWith("blockmgr"));
            }
        }
        assertThat(left.get(0)).as("of a killed driver").exists();
        try (JavaProcess next = driver()) {
            assertThat(left.get(0)).doesNotExist();
            next.end();
            assertThat(next.rest()).isEmpty();
        }
        assertThat(folders()).isEmpty();
    }

    /** What Spark has made where temporary files go. */
    private List<Path> folders() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isDirectory).toList();
        }
    }
}
