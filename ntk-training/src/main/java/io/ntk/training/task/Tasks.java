package io.ntk.training.task;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tasks, by name. */
public final class Tasks {
    private final Map<String, Task> tasks = new LinkedHashMap<>();

    private Tasks(List<Task> all) {
        all.forEach(task -> tasks.put(task.name(), task));
    }

    /** {@return the tasks that come with ntk} */
    public static Tasks standard() {
        return new Tasks(List.of(
                new FlipFlop(),
                new MemoryAngle(false, false),
                new MemoryAngle(true, false),
                new MemoryAngle(false, true),
                new MemoryAngle(true, true),
                new Integration(),
                new SineWave()));
    }

    /** {@return all tasks} */
    public List<Task> all() {
        return List.copyOf(tasks.values());
    }

    /**
     * Finds a task by name.
     *
     * @param name the name of the task
     * @return the task
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} with the closest spelling
     */
    public Task task(String name) {
        Task task = tasks.get(name);
        if (task == null) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Task '" + name + "' is not known.",
                    ClosestName.remedy(name, tasks.keySet()));
        }
        return task;
    }
}
