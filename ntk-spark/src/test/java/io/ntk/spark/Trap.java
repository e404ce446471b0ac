package io.ntk.spark;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;

/** An object that tells when it is made of bytes, as a hostile one would do harm. */
final class Trap implements Serializable {
    private static final long serialVersionUID = 1L;

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        System.out.println("sprung");
        System.out.flush();
    }
}
