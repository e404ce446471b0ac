package io.ntk.io.arrays;

import io.jhdf.ObjectHeader;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.message.AttributeMessage;
import io.jhdf.object.message.DataSpaceMessage;
import io.jhdf.object.message.DataTypeMessage;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Visits every object of an HDF5 file. Links that lead by a path, perhaps to another file, are not followed. */
final class Hdf5Walk {
    private static final int DEEPEST = 64;
    private static final Extent SCALAR = new Extent(List.of(), 1);
    /** Where MATLAB keeps the contents of cells and of objects, under names of its own. */
    private static final Set<String> MATLAB_INTERNAL = Set.of("#refs#", "#subsystem#");

    private final Path path;
    private final Hdf5Storage storage;
    private final boolean matlab;
    private final Catalogue catalogue;
    /** The addresses of the group that is visited and of those around it. */
    private final Set<Long> around = new HashSet<>();

    Hdf5Walk(Path path, Hdf5Storage storage, boolean matlab, Catalogue catalogue) {
        this.path = path;
        this.storage = storage;
        this.matlab = matlab;
        this.catalogue = catalogue;
    }

    void walk() {
        long root = storage.root();
        group("", root, storage.header(root));
    }

    private void group(String prefix, long address, ObjectHeader header) {
        if (!around.add(address) || around.size() > DEEPEST) {
            throw new HdfException("its groups contain each other, or are nested deeper than " + DEEPEST);
        }
        for (Hdf5Links.Link link : Hdf5Links.of(storage, header)) {
            if (matlab && prefix.isEmpty() && MATLAB_INTERNAL.contains(link.name())) {
                continue;
            }
            String name = prefix + link.name();
            if (link.header().isPresent()) {
                object(name, link.header().getAsLong());
            } else {
                refuse(name, "link", "the name of something else", "Give the name of what it links to.");
            }
        }
        around.remove(address);
    }

    private void object(String name, long address) {
        ObjectHeader header;
        try {
            header = storage.header(address);
        } catch (HdfException e) {
            if (!Hdf5Format.isUnsupported(e)) {
                throw e;
            }
            refuse(
                    name,
                    "unknown",
                    "something stored in other files, or in a way that ntk does not know",
                    "Write it again with f.create_dataset in h5py.");
            return;
        }
        if (header.hasMessageOfType(DataSpaceMessage.class)) {
            Origin origin = Origin.array(name, path);
            catalogue.add(new Hdf5Dataset(storage, origin, header, matlab).array(name));
        } else if (matlab && isSparse(header)) {
            refuse(name, "sparse", "a sparse matrix", "Save full(x) in MATLAB.");
        } else if (!header.hasMessageOfType(DataTypeMessage.class)) {
            group(name + (matlab ? "." : "/"), address, header);
        }
    }

    private void refuse(String name, String label, String what, String remedy) {
        catalogue.add(Origin.array(name, path), name, SCALAR, new Encoding.Refused(label, what, remedy));
    }

    private static boolean isSparse(ObjectHeader group) {
        return group.getMessagesOfType(AttributeMessage.class).stream()
                .anyMatch(attribute -> attribute.getName().equals("MATLAB_sparse"));
    }
}
