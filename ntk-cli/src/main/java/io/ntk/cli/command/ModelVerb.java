package io.ntk.cli.command;

import picocli.CommandLine.Mixin;

/** A verb that estimates something of models in files, all of one cell and on the same inputs. */
abstract class ModelVerb extends EstimatingVerb {
    @Mixin
    private final ModelOptions model = new ModelOptions();

    final ModelOptions model() {
        return model;
    }
}
