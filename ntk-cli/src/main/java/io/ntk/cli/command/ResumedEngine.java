package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.spi.BackendOptions;
import io.ntk.runtime.config.Configuration;
import io.ntk.training.EngineChoice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What computes a run that is resumed: what began it, whatever is configured now, because its numbers depend on it in their last bits.
 *
 * @param begun what began it
 * @param configured what would compute now, but for the run
 * @param given the options on the command line, by configuration key
 */
record ResumedEngine(EngineChoice begun, Configuration configured, Map<String, String> given) {

    /**
     * {@return the configuration keys that are decided}
     *
     * @param out the folder of the run, for the message
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} if the command line asks for something else
     */
    Map<String, String> settings(Object out) {
        Map<String, String> decided = new LinkedHashMap<>(given);
        differences().forEach((key, value) -> {
            if (given.containsKey(key)) {
                throw new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "--" + key + " is " + given.get(key) + ", but the run in '" + out + "' was begun with " + value
                                + ".",
                        "Leave it out to go on with that run, or train anew in another folder.");
            }
        });
        decided.putAll(all());
        decided.put(Configuration.DECIDED_BACKEND, begun.backend());
        begun.options().settings().forEach((key, value) -> decided.put(begun.backend() + "." + key, value));
        return decided;
    }

    private Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put(Configuration.BACKEND, begun.backend());
        all.put(Configuration.THREADS, String.valueOf(begun.options().threads()));
        all.put(Configuration.MEMORY, String.valueOf(begun.options().memoryLimit()));
        return all;
    }

    /** {@return what is configured otherwise than the run was begun, as it was begun} */
    private Map<String, String> differences() {
        Map<String, String> now = Map.of(
                Configuration.BACKEND, configured.backend(),
                Configuration.THREADS, String.valueOf(configured.threads()),
                Configuration.MEMORY, String.valueOf(configured.memoryLimit()));
        Map<String, String> differences = all();
        differences.entrySet().removeAll(now.entrySet());
        BackendOptions options = configured.backendOptions(begun.backend());
        if (!options.settings().equals(begun.options().settings())) {
            differences.put(begun.backend(), begun.options().settings().toString());
        }
        return differences;
    }

    /** {@return sentences on what is not as it is configured now, or not as it was; none if all is} */
    List<String> notes(String engine) {
        List<String> notes = new ArrayList<>();
        differences()
                .forEach((key, value) -> notes.add("The run goes on with " + key + " " + value + ", as it was begun."));
        if (!engine.equals(begun.engine())) {
            notes.add("The run was begun on " + begun.engine() + ", and goes on on " + engine
                    + ": its numbers may differ in their last digits.");
        }
        return notes;
    }
}
