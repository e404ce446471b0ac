package io.ntk.io.checkpoint;

import java.util.Collection;
import java.util.regex.Pattern;

/** Recognises weights as Keras and TensorFlow store them: {@code [in, out]}, with gates in an order of their own. */
final class KerasLayout {
    /** What to do with them. */
    static final String REMEDY = "Keras stores weights as [in, out] and orders gates in its own way: choose --cell"
            + " keras_gru, keras_lstm or keras_simple_rnn, or save their transposes, w.T, with the gates in PyTorch's"
            + " order.";

    private static final Pattern RECURRENT = Pattern.compile("(?:.*[./])?(?:recurrent_kernel(?::0)?|cell/vars/1)");

    private KerasLayout() {}

    /** {@return whether one of the names is that of a recurrent weight of Keras} */
    static boolean names(Collection<String> names) {
        return names.stream().anyMatch(name -> RECURRENT.matcher(name).matches());
    }
}
