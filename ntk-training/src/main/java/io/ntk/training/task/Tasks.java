package io.ntk.training.task;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.runtime.provider.Found;
import io.ntk.runtime.provider.Services;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The tasks, by name. */
public final class Tasks {
    private final List<Found<Task>> found;
    private final Map<String, Task> tasks = new LinkedHashMap<>();

    private Tasks(List<Found<Task>> found) {
        this.found = List.copyOf(found);
        found.forEach(one -> tasks.put(one.provider().name(), one.provider()));
    }

    /** {@return the tasks that come with ntk} */
    public static Tasks standard() {
        return new Tasks(ours());
    }

    /**
     * Finds the tasks that come with ntk, and those of plug-ins, which name their classes in
     * {@code META-INF/services/io.ntk.training.task.Task}.
     *
     * @param services finds plug-ins
     * @return the tasks in alphabetical order
     * @throws NtkException as {@link Services#find}
     */
    public static Tasks find(Services services) {
        return new Tasks(services.find(Task.class, "task", Task::name, ours()));
    }

    private static List<Found<Task>> ours() {
        List<Task> tasks = List.of(
                new FlipFlop(),
                new MemoryAngle(false, false),
                new MemoryAngle(true, false),
                new MemoryAngle(false, true),
                new MemoryAngle(true, true),
                new Integration(),
                new SineWave());
        return tasks.stream().map(task -> new Found<>(task, "ntk-training")).toList();
    }

    /** {@return all tasks} */
    public List<Task> all() {
        return List.copyOf(tasks.values());
    }

    /** {@return all tasks, and the jars that they came from} */
    public List<Found<Task>> found() {
        return found;
    }

    /**
     * Finds a task by name.
     *
     * @param name the name of the task, or those of several joined by +, to be learnt by one network
     * @return the task
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} with the closest spelling, or as {@link MixedTask#MixedTask}
     */
    public Task task(String name) {
        Task task = tasks.get(name);
        if (task == null && name.contains(MixedTask.JOINT)) {
            String[] names = Pattern.compile(MixedTask.JOINT, Pattern.LITERAL).split(name, -1);
            return new MixedTask(Arrays.stream(names).map(this::task).toList());
        }
        if (task == null) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Task '" + name + "' is not known.",
                    ClosestName.remedy(name, tasks.keySet()));
        }
        return task;
    }
}
