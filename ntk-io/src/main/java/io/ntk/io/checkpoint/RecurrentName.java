package io.ntk.io.checkpoint;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name that PyTorch gives to a parameter of a recurrent module, or the single {@code bias} of other cells.
 *
 * @param module the path of the module
 * @param kind the name without its layer, such as {@code weight_ih}
 * @param layer the layer, 0 if the name has none
 * @param reverse whether it belongs to the backward direction of a bidirectional network
 * @param name the whole name
 */
record RecurrentName(String module, String kind, int layer, boolean reverse, String name) {
    static final String WEIGHT_IH = "weight_ih";
    static final String WEIGHT_HH = "weight_hh";
    /** The only bias of cells that do not have PyTorch's two. */
    static final String BIAS = "bias";
    /** The projection of an LSTM with {@code proj_size}. */
    static final String WEIGHT_HR = "weight_hr";

    private static final Pattern LEAF =
            Pattern.compile("(weight_ih|weight_hh|weight_hr|bias_ih|bias_hh|bias)(?:_l([0-9]{1,4}))?(_reverse)?");

    static Optional<RecurrentName> of(String name) {
        ModulePath path = ModulePath.of(name);
        Matcher leaf = LEAF.matcher(path.leaf());
        if (!leaf.matches()) {
            return Optional.empty();
        }
        int layer = leaf.group(2) == null ? 0 : Integer.parseInt(leaf.group(2));
        return Optional.of(new RecurrentName(path.module(), leaf.group(1), layer, leaf.group(3) != null, name));
    }

    /** {@return whether only recurrent modules have tensors of this kind; a linear layer has a bias too} */
    boolean isOfPyTorch() {
        return !kind.equals(BIAS);
    }

    boolean isWeight() {
        return kind.equals(WEIGHT_IH) || kind.equals(WEIGHT_HH);
    }
}
