package io.ntk.io.arrays;

import io.jhdf.FractalHeap;
import io.jhdf.GroupSymbolTableNode;
import io.jhdf.LocalHeap;
import io.jhdf.ObjectHeader;
import io.jhdf.SymbolTableEntry;
import io.jhdf.btree.BTreeV1;
import io.jhdf.btree.BTreeV2;
import io.jhdf.btree.record.LinkNameForIndexedGroupRecord;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.message.LinkInfoMessage;
import io.jhdf.object.message.LinkMessage;
import io.jhdf.object.message.SymbolTableMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What a group of an HDF5 file names, in each of the ways in which groups are stored. */
final class Hdf5Links {
    private static final int LONGEST_NAME = 1024;
    /** A tree of this depth has more leaves than a file has bytes. */
    private static final int DEEPEST_TREE = 32;

    private static final int SOFT_LINK = 2;
    /** What a name and its link take in memory. */
    private static final int LINK_BYTES = 200;

    /**
     * A name in a group.
     *
     * @param header the address of the object, or nothing if the link leads by a path, perhaps to another file
     */
    record Link(String name, OptionalLong header) {}

    private Hdf5Links() {}

    static List<Link> of(Hdf5Storage storage, ObjectHeader group) {
        if (group.hasMessageOfType(SymbolTableMessage.class)) {
            return symbols(storage, group.getMessageOfType(SymbolTableMessage.class));
        }
        if (!group.hasMessageOfType(LinkInfoMessage.class)) {
            return compact(group);
        }
        LinkInfoMessage info = group.getMessageOfType(LinkInfoMessage.class);
        return info.getBTreeNameIndexAddress() < 0 ? compact(group) : dense(storage, info);
    }

    /** The first form: a symbol table, its names in a heap. */
    private static List<Link> symbols(Hdf5Storage storage, SymbolTableMessage table) {
        ByteBuffer names = new LocalHeap(storage, table.getLocalHeapAddress()).getDataBuffer();
        List<Link> links = new ArrayList<>();
        for (long node :
                BTreeV1.createGroupBTree(storage, table.getBTreeAddress()).getChildAddresses()) {
            for (SymbolTableEntry entry : new GroupSymbolTableNode(storage, node).getSymbolTableEntries()) {
                String name = name(names, entry.getLinkNameOffset());
                OptionalLong header = entry.getCacheType() == SOFT_LINK
                        ? OptionalLong.empty()
                        : OptionalLong.of(entry.getObjectHeaderAddress());
                storage.charge(LINK_BYTES);
                links.add(new Link(name, header));
            }
        }
        return links;
    }

    /** jHDF reads names of any length; a file could have many that overlap. */
    private static String name(ByteBuffer heap, int offset) {
        int end = offset;
        while (heap.get(end) != 0) {
            end++;
            if (end - offset > LONGEST_NAME) {
                throw new HdfException("it has a name of more than " + LONGEST_NAME + " bytes");
            }
        }
        byte[] bytes = new byte[end - offset];
        heap.position(offset).get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The second form for few names: in the header. */
    private static List<Link> compact(ObjectHeader group) {
        return group.getMessagesOfType(LinkMessage.class).stream()
                .map(Hdf5Links::link)
                .toList();
    }

    /** The second form for many: in a heap, sorted by a tree. */
    private static List<Link> dense(Hdf5Storage storage, LinkInfoMessage info) {
        requirePlausibleTree(storage, info.getBTreeNameIndexAddress());
        BTreeV2<LinkNameForIndexedGroupRecord> tree = new BTreeV2<>(storage, info.getBTreeNameIndexAddress());
        FractalHeap heap = new FractalHeap(storage, info.getFractalHeapAddress());
        List<Link> links = new ArrayList<>();
        for (LinkNameForIndexedGroupRecord found : tree.getRecords()) {
            ByteBuffer message = heap.getId(found.getId());
            storage.charge(LINK_BYTES + message.remaining());
            links.add(link(LinkMessage.fromBuffer(message, storage.getSuperblock())));
        }
        return links;
    }

    /** jHDF allocates for the number of records that the tree's header claims, and computes with its depth. */
    private static void requirePlausibleTree(Hdf5Storage storage, long address) {
        int depthAt = 4 + 1 + 1 + 4 + 2;
        int totalAt = depthAt + 2 + 1 + 1 + storage.getSizeOfOffsets() + 2;
        ByteBuffer header = storage.readBufferFromAddress(address, totalAt + Integer.BYTES);
        int depth = Short.toUnsignedInt(header.getShort(depthAt));
        long records = Integer.toUnsignedLong(header.getInt(totalAt));
        if (depth > DEEPEST_TREE || records > storage.size()) {
            throw new HdfException("it has a tree of " + records + " records and depth " + depth);
        }
    }

    private static Link link(LinkMessage message) {
        if (message.getLinkName().length() > LONGEST_NAME) {
            throw new HdfException("it has a name of more than " + LONGEST_NAME + " characters");
        }
        return new Link(
                message.getLinkName(),
                message.getLinkType() == LinkMessage.LinkType.HARD
                        ? OptionalLong.of(message.getHardLinkAddress())
                        : OptionalLong.empty());
    }
}
