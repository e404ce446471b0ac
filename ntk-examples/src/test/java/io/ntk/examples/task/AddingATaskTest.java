package io.ntk.examples.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page that shows how to add a task shows the task that is tested. */
class AddingATaskTest {
    @Test
    void theListingIsTheSource() throws Exception {
        String page = Files.readString(Path.of("../docs/training.md"));
        String source = Files.readString(Path.of("src/main/java/io/ntk/examples/task/DelayedCopy.java"));
        assertThat(page).contains("```java\n" + source.stripTrailing() + "\n```");
    }
}
