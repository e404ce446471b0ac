package io.ntk.io.table;

import io.ntk.api.ErrorId;
import io.ntk.api.FailureReason;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/**
 * A UTF-8 text file of a header and rows, to which one process at a time appends. However the process ends, every
 * appended row is in the file and at most one line is incomplete; the next process to open the file removes that line.
 */
public final class RowFile implements AutoCloseable {
    /** The lock lies beyond every row, so that the rows stay readable on Windows, where a lock keeps readers out. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;
    /** The largest file that is read, in bytes: the rows of millions of steps. */
    private static final long LONGEST = 1L << 30;

    private final Path file;
    private final String header;
    private final FileChannel channel;
    private final boolean regular;

    private RowFile(Path file, String header, FileChannel channel, boolean regular) {
        this.file = file;
        this.header = header + "\n";
        this.channel = channel;
        this.regular = regular;
    }

    /**
     * Opens a file, creates it if it does not exist, and locks it against other processes.
     *
     * @param file the file; anything but a regular file, such as a terminal, is only appended to
     * @param header the first line, without its line end
     * @return the open file with its content unchanged
     * @throws NtkException {@link ErrorId#FILE_UNWRITABLE} if it cannot be written, or another process has it open
     */
    public static RowFile open(Path file, String header) {
        boolean regular = !Files.exists(file) || Files.isRegularFile(file);
        FileChannel channel;
        try {
            channel = regular
                    ? FileChannel.open(
                            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)
                    : FileChannel.open(file, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
        try {
            if (regular && channel.tryLock(LOCKED_BYTE, 1, false) == null) {
                throw new OverlappingFileLockException();
            }
            return new RowFile(file, header, channel, regular);
        } catch (OverlappingFileLockException e) {
            close(channel, file);
            throw busy(file);
        } catch (IOException e) {
            close(channel, file);
            throw unwritable(file, e);
        }
    }

    private static NtkException busy(Path file) {
        return new NtkException(
                ErrorId.FILE_UNWRITABLE,
                "File '" + file + "' is being written by another run.",
                "Wait until that run has ended, or name another file.");
    }

    /** Removes all rows and keeps the header. */
    public void clear() {
        try {
            if (regular) {
                channel.truncate(0);
            }
            write(header);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /**
     * {@return the complete rows, without their line ends}
     *
     * @throws NtkException {@link ErrorId#FILE_FORMAT} if the file does not begin with the header
     */
    public List<String> rows() {
        byte[] content = content();
        byte[] first = header.getBytes(StandardCharsets.UTF_8);
        // The file is empty, or a killed process had written only a part of the header.
        if (Arrays.equals(content, Arrays.copyOf(first, Math.min(first.length, content.length)))) {
            return List.of();
        }
        String text = new String(content, StandardCharsets.UTF_8);
        if (!text.startsWith(header)) {
            throw new NtkException(
                    ErrorId.FILE_FORMAT,
                    "File '" + file + "' does not begin with the line '" + header.strip() + "'.",
                    "Name a file that was written by the same command.");
        }
        return text.substring(header.length(), text.lastIndexOf('\n') + 1)
                .lines()
                .toList();
    }

    private byte[] content() {
        try {
            long size = channel.size();
            if (size > LONGEST) {
                throw new NtkException(
                        ErrorId.FILE_FORMAT,
                        "File '" + file + "' has " + size + " bytes, more than the rows of any run.",
                        "Name a file that was written by the same command.");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) size);
            while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {
                // Read until the buffer is full.
            }
            return Arrays.copyOf(bytes.array(), bytes.position());
        } catch (IOException e) {
            throw new NtkException(
                    ErrorId.FILE_UNREADABLE,
                    "File '" + file + "' cannot be read (" + FailureReason.of(e).orElse("the reason is not known")
                            + ").",
                    "Check the disk and the permissions of the file.",
                    e);
        }
    }

    /**
     * Removes all rows but the first ones, and an incomplete last line.
     *
     * @param count the number of rows to keep, at most the number there are
     */
    public void keep(int count) {
        List<String> rows = rows();
        long length = bytes(header);
        for (String row : rows.subList(0, count)) {
            length += bytes(row) + 1L;
        }
        try {
            channel.truncate(length);
            if (channel.size() < length) {
                clear();
            }
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * Appends a row. When this returns, the row is in the file even if the process is killed.
     *
     * @param row the row, without its line end
     * @throws NtkException {@link ErrorId#FILE_UNWRITABLE} if it cannot be written; the file is then unchanged
     */
    public void append(String row) {
        try {
            write(row + "\n");
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private void write(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        if (!regular) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return;
        }
        long end = channel.size();
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes, end + bytes.position());
            }
        } catch (IOException e) {
            channel.truncate(end);
            throw e;
        }
    }

    /**
     * {@return the refusal of a file or folder that cannot be written}
     *
     * @param what the file or folder
     * @param cause the failure
     */
    public static NtkException unwritable(Path what, Exception cause) {
        return new NtkException(
                ErrorId.FILE_UNWRITABLE,
                "'" + what + "' cannot be written (" + FailureReason.of(cause).orElse("the reason is not known") + ").",
                "Check that it may be written, and that the disk is not full.",
                cause);
    }

    private static void close(FileChannel channel, Path file) {
        try {
            channel.close();
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /** Lets other processes open the file. Closing twice is harmless. */
    @Override
    public void close() {
        close(channel, file);
    }
}
