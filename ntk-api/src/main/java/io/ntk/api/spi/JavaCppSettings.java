package io.ntk.api.spi;

import java.lang.management.ManagementFactory;

/**
 * What JavaCPP is told, by which engines call native code: it reads its settings once in a process, when the first engine loads it, so
 * every engine that uses it says the same before.
 */
public final class JavaCppSettings {
    private static final String MAX_BYTES = "org.bytedeco.javacpp.maxbytes";
    private static final String MAX_PHYSICAL_BYTES = "org.bytedeco.javacpp.maxphysicalbytes";
    private static final String NO_LIMIT = "0";

    private JavaCppSettings() {}

    /**
     * Sets what a user has not set, before JavaCPP is loaded.
     *
     * @throws io.ntk.api.NtkException as {@link NativeCache#use}
     */
    public static void apply() {
        limitMemory();
        NativeCache.use("javacpp", "org.bytedeco.javacpp.cachedir");
    }

    /**
     * By default JavaCPP allows no more bytes outside the Java heap than inside it, which has nothing to do with what is needed
     * here. The resident memory of the process, for which it reads a file of the system at every allocation, cannot exceed the
     * machine's, so it has no limit. A user's own limits stay.
     */
    private static synchronized void limitMemory() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system) {
            String memory = Long.toString(system.getTotalMemorySize());
            if (System.getProperty(MAX_BYTES) == null && System.getProperty(MAX_PHYSICAL_BYTES) == null) {
                System.setProperty(MAX_BYTES, memory);
                System.setProperty(MAX_PHYSICAL_BYTES, NO_LIMIT);
            }
        }
    }
}
