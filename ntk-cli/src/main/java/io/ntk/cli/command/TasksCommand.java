package io.ntk.cli.command;

import io.ntk.cli.report.Table;
import io.ntk.io.json.JsonObject;
import io.ntk.runtime.provider.Found;
import io.ntk.training.task.Task;
import io.ntk.training.task.Tasks;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code ntk tasks}: the tasks on the class path. */
@Command(
        name = "tasks",
        description = {"List the tasks that 'ntk train --task' may name.", "Those of jars in plugins/ are among them."},
        footer = {"%nExamples:", "  ntk tasks", "  ntk tasks --plugin my-task.jar"})
final class TasksCommand extends Verb {
    @Override
    int run(Workplace place, ProgressDisplay progress) {
        List<JsonObject> objects = new ArrayList<>();
        Table table = new Table("task", "the network learns", "inputs", "outputs", "steps", "from");
        for (Found<Task> found : Tasks.find(place.runtime().services()).found()) {
            Task task = found.provider();
            table.row(
                    task.name(),
                    task.description(),
                    String.valueOf(task.inputSize()),
                    String.valueOf(task.outputSize()),
                    String.valueOf(task.defaultSteps()),
                    found.jar());
            objects.add(new JsonObject()
                    .with("name", task.name())
                    .with("description", task.description())
                    .with("inputs", task.inputSize())
                    .with("outputs", task.outputSize())
                    .with("steps", task.defaultSteps())
                    .with("jar", found.jar()));
        }
        return show(new Listing(new JsonObject().with("tasks", objects), table.toString()), progress);
    }
}
