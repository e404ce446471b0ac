package io.ntk.io.arrays;

import io.jhdf.ObjectHeader;
import io.jhdf.btree.BTreeV1;
import io.jhdf.dataset.chunked.Chunk;
import io.jhdf.dataset.chunked.indexing.ChunkImpl;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.message.AttributeMessage;
import io.jhdf.object.message.DataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessageV4;
import io.jhdf.object.message.DataLayoutMessage.CompactDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ContiguousDataLayoutMessage;
import io.jhdf.object.message.DataSpace;
import io.jhdf.object.message.DataSpaceMessage;
import io.jhdf.object.message.DataTypeMessage;
import io.jhdf.object.message.FilterPipelineMessage;
import io.jhdf.object.message.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A dataset of an HDF5 file.
 *
 * @param header its description
 * @param matlab whether MATLAB wrote it: axes in reverse, and what the numbers mean in attributes
 */
record Hdf5Dataset(Hdf5Storage storage, Origin origin, ObjectHeader header, boolean matlab) {
    private static final int NULL_SPACE = 2;
    private static final int SINGLE_CHUNK = 1;

    /** MATLAB's classes that are stored as other numbers than they are. */
    private static final Map<String, String> MATLAB_REFUSED = Map.of(
            "char", "text",
            "cell", "cells",
            "function_handle", "functions",
            "string", "text");

    StoredArray array(String name) {
        int[] shape = space().getDimensions();
        List<Long> sizes = new ArrayList<>();
        for (int size : shape) {
            sizes.add((long) size);
        }
        if (matlab) {
            Collections.reverse(sizes);
        }
        Extent extent = Extent.of(origin, sizes);
        Encoding encoding = encoding();
        ElementData data = HeapBytes.NO_ELEMENTS;
        if (encoding instanceof Encoding.Numeric numeric && extent.elements() > 0) {
            DataLayoutMessage layout = header.getMessageOfType(DataLayoutMessage.class);
            Optional<Encoding.Refused> unread = unread(layout);
            if (unread.isPresent()) {
                encoding = unread.get();
            } else {
                data = data(layout, shape, numeric.type(), extent.bytes(origin, numeric.type()));
            }
        }
        return new StoredArray(origin, name, extent, encoding, matlab, data);
    }

    private DataSpace space() {
        return header.getMessageOfType(DataSpaceMessage.class).getDataSpace();
    }

    private Encoding encoding() {
        if (header.getMessages().stream().anyMatch(this::isShared)) {
            return Hdf5Type.refused("committed", "elements of a type with a name of its own");
        }
        if (space().getType() == NULL_SPACE || matlabAttribute("MATLAB_empty").isPresent()) {
            return Hdf5Type.refused("empty", "no elements");
        }
        Encoding encoding =
                Hdf5Type.encoding(header.getMessageOfType(DataTypeMessage.class).getDataType());
        Optional<String> type = matlabAttribute("MATLAB_class");
        if (type.isPresent() && MATLAB_REFUSED.containsKey(type.get())) {
            return new Encoding.Refused(type.get(), MATLAB_REFUSED.get(type.get()), "Save numbers in MATLAB.");
        }
        boolean logical = type.isPresent() && type.get().equals("logical");
        return logical && encoding instanceof Encoding.Numeric stored && stored.type() == ElementType.UINT8
                ? new Encoding.Numeric(ElementType.BOOL, stored.order())
                : encoding;
    }

    /** jHDF takes what stands elsewhere, under a name, for a description itself. */
    private boolean isShared(Message message) {
        return message.isMessageShared()
                && (message instanceof DataTypeMessage
                        || message instanceof DataSpaceMessage
                        || message instanceof FilterPipelineMessage
                        || message instanceof DataLayoutMessage);
    }

    private Optional<String> matlabAttribute(String name) {
        return header.getMessagesOfType(AttributeMessage.class).stream()
                .filter(attribute -> matlab && attribute.getName().equals(name))
                .findFirst()
                .map(attribute -> text(attribute.getDataBuffer()));
    }

    private static String text(ByteBuffer data) {
        return data == null
                ? ""
                : StandardCharsets.ISO_8859_1.decode(data).toString().replace("\0", "");
    }

    /** {@return why the elements are not read, if they are not} */
    private Optional<Encoding.Refused> unread(DataLayoutMessage layout) {
        if (layout instanceof ChunkedDataLayoutMessageV4 chunked && chunked.getIndexingType() != SINGLE_CHUNK) {
            return Optional.of(new Encoding.Refused(
                    "chunks of HDF5 1.10",
                    "numbers in chunks that are listed in a newer way",
                    "Save it again with h5py.File(..., libver='earliest'), or without chunks."));
        }
        return filters().refusal();
    }

    private Hdf5Filters filters() {
        return Hdf5Filters.of(header.getMessagesOfType(FilterPipelineMessage.class));
    }

    private ElementData data(DataLayoutMessage layout, int[] shape, ElementType type, long bytes) {
        if (layout instanceof CompactDataLayoutMessage compact) {
            ByteBuffer data = compact.getDataBuffer();
            byte[] copy = new byte[data.remaining()];
            data.get(copy);
            requireBytes(bytes, copy.length);
            return new HeapBytes(copy).range(0, copy.length);
        }
        if (layout instanceof ContiguousDataLayoutMessage contiguous) {
            requireWritten(contiguous.getAddress());
            if (contiguous.getSize() >= 0) {
                requireBytes(bytes, contiguous.getSize());
            }
            return storage.source().range(storage.position(contiguous.getAddress(), bytes), bytes);
        }
        if (layout instanceof ChunkedDataLayoutMessage chunked) {
            requireWritten(chunked.getBTreeAddress());
            // What lists the chunks later keeps the storage, and not the header.
            Hdf5Storage file = storage;
            return chunks(
                    shape,
                    chunked.getChunkDimensions(),
                    chunked.getSize(),
                    type,
                    () -> BTreeV1.createDataBTree(file.renewed(), chunked.getBTreeAddress(), shape.length)
                            .getChunks());
        }
        if (layout instanceof ChunkedDataLayoutMessageV4 chunked) {
            requireWritten(chunked.getAddress());
            // The last size is that of an element.
            int[] block = Arrays.copyOf(chunked.getChunkDimensions(), shape.length);
            int[] declared = chunked.getChunkDimensions();
            return chunks(
                    shape, block, declared[declared.length - 1], type, () -> List.of(single(chunked, block, type)));
        }
        throw new HdfException("it stores an array in an unknown way");
    }

    private static Chunk single(ChunkedDataLayoutMessageV4 layout, int[] block, ElementType type) {
        if (layout.isFilteredSingleChunk()) {
            return new ChunkImpl(
                    layout.getAddress(),
                    layout.getSizeOfFilteredSingleChunk(),
                    new int[block.length],
                    layout.getFilterMaskFilteredSingleChunk());
        }
        int bytes = Math.toIntExact(blockBytes(block, type));
        return new ChunkImpl(layout.getAddress(), bytes, new int[block.length], new BitSet());
    }

    private ElementData chunks(
            int[] shape, int[] block, int elementBytes, ElementType type, Supplier<List<Chunk>> chunks) {
        boolean plausible = shape.length > 0 && block.length == shape.length && elementBytes == type.bytes();
        for (int size : block) {
            plausible &= size > 0;
        }
        if (!plausible || blockBytes(block, type) > Hdf5Chunks.MOST_BYTES) {
            throw origin.malformed("is stored in chunks of shape " + Arrays.toString(block) + ", which do not fit it");
        }
        return new Hdf5Chunks(origin, storage.byAddress(), chunks, filters(), shape, block, type.bytes());
    }

    private static long blockBytes(int[] block, ElementType type) {
        long bytes = type.bytes();
        for (int size : block) {
            bytes = Math.multiplyExact(bytes, (long) size);
        }
        return bytes;
    }

    private void requireWritten(long address) {
        if (address < 0) {
            throw origin.malformed("has elements that were never written", "Write all its elements.");
        }
    }

    private void requireBytes(long declared, long present) {
        if (declared != present) {
            throw origin.malformed("has a shape that takes " + declared + " bytes, but " + present + " are stored");
        }
    }
}
