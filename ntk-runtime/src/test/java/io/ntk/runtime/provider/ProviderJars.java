package io.ntk.runtime.provider;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Jars with providers compiled from source, as a user would put them on the class path, and a class loader that finds
 * no others.
 */
public final class ProviderJars {
    private final Path folder;
    private final List<URL> jars = new ArrayList<>();

    /** Jars go into the folder. */
    public ProviderJars(Path folder) {
        this.folder = folder;
    }

    /** Adds a jar with one provider, whose source is the class body {@code text}; returns this. */
    public ProviderJars add(String jar, Class<?> service, String className, String text) {
        Path classes = folder.resolve(jar + ".classes");
        try {
            Files.createDirectories(classes);
            compile(className, text, classes);
            try (Archive archive = new Archive(folder.resolve(jar));
                    Stream<Path> compiled = Files.list(classes)) {
                for (Path file : compiled.toList()) {
                    archive.put(String.valueOf(file.getFileName()), Files.readAllBytes(file));
                }
                archive.put("META-INF/services/" + service.getName(), className.getBytes(StandardCharsets.UTF_8));
            }
            jars.add(folder.resolve(jar).toUri().toURL());
        } catch (MalformedURLException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Adds a jar whose services file names a class, without the class; returns this. */
    public ProviderJars addEntry(String jar, Class<?> service, String className) {
        try (Archive archive = new Archive(folder.resolve(jar))) {
            archive.put("META-INF/services/" + service.getName(), className.getBytes(StandardCharsets.UTF_8));
            jars.add(folder.resolve(jar).toUri().toURL());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Makes a class loader of the jars that sees only their services. */
    public ClassLoader loader() {
        return new URLClassLoader(jars.toArray(new URL[0]), ProviderJars.class.getClassLoader()) {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                return name.startsWith("META-INF/services/") ? findResources(name) : super.getResources(name);
            }
        };
    }

    private static void compile(String className, String text, Path target) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        SimpleJavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///" + className + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return text;
                    }
                };
        List<String> options =
                List.of("-d", target.toString(), "-proc:none", "-cp", System.getProperty("java.class.path"));
        if (!compiler.getTask(null, null, null, options, null, List.of(source)).call()) {
            throw new AssertionError("The provider " + className + " does not compile.");
        }
    }

    private static final class Archive implements AutoCloseable {
        private final JarOutputStream out;

        Archive(Path jar) throws IOException {
            OutputStream file = Files.newOutputStream(jar);
            out = new JarOutputStream(file);
        }

        void put(String name, byte[] bytes) throws IOException {
            out.putNextEntry(new JarEntry(name));
            out.write(bytes);
            out.closeEntry();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
