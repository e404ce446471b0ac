package io.ntk.cli.help;

/** What options of a verb are about: each has a heading in its help, in this order. */
public enum OptionGroup {
    /** What the model is. */
    MODEL("Model"),
    /** What is looked at of the model, and differentiated. */
    OBSERVED("What is observed"),
    /** How a network is trained. */
    TRAINING("Training"),
    /** What is computed, and by which method. */
    ESTIMATOR("Estimator"),
    /** What is printed and written. */
    OUTPUT("Output"),
    /** What computes, and where. */
    ENGINE("Engine"),
    /** What every verb takes. */
    GENERAL("General");

    private final String heading;

    OptionGroup(String heading) {
        this.heading = heading;
    }

    String heading() {
        return heading;
    }
}
