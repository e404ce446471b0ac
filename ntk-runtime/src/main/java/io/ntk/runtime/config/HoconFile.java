package io.ntk.runtime.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigSyntax;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads untrusted HOCON, or JSON if the name says so. HOCON can include other files and URLs, and a few lines can
 * expand to gigabytes. This reader includes nothing, and bounds the expansion by the size of the file.
 */
public final class HoconFile {
    private static final int LONGEST = 1 << 16;
    /** The most references in a file. References nest, so n of them can multiply a text by up to 3^(n/3). */
    private static final int MOST_REFERENCES = 16;

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{|\\+=");

    private HoconFile() {}

    /**
     * Reads a file.
     *
     * @param file the file; a name that ends in {@code .json} means JSON
     * @return its content, with references resolved
     * @throws ConfigException if it is malformed, includes anything, is too long or too deeply nested, or has too many
     *     references
     * @throws NtkException {@link ErrorId#FILE_UNREADABLE} if it cannot be read
     */
    public static Config read(Path file) {
        String name = String.valueOf(file.getFileName());
        String text = text(file, name);
        if (REFERENCE.matcher(text).results().limit(MOST_REFERENCES + 1L).count() > MOST_REFERENCES) {
            throw new ConfigException.Generic(name + ": more than " + MOST_REFERENCES + " references");
        }
        ConfigParseOptions options = ConfigParseOptions.defaults()
                .setOriginDescription(name)
                .setIncluder(new NoIncludes())
                .setSyntax(name.endsWith(".json") ? ConfigSyntax.JSON : ConfigSyntax.CONF);
        try {
            return ConfigFactory.parseString(text, options).resolve(ConfigResolveOptions.defaults());
        } catch (StackOverflowError e) {
            // The parser recurses into braces, brackets and dotted keys.
            throw new ConfigException.Generic(name + ": too many levels", e);
        }
    }

    private static String text(Path file, String name) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LONGEST + 1);
        } catch (IOException e) {
            throw new NtkException(
                    ErrorId.FILE_UNREADABLE,
                    "File '" + file + "' cannot be read (" + e.getMessage() + ").",
                    "Check the disk and the permissions of the file.",
                    e);
        }
        if (bytes.length > LONGEST) {
            throw new ConfigException.Generic(name + ": more than " + LONGEST + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Refuses every include. */
    private static final class NoIncludes
            implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
        @Override
        public ConfigIncluder withFallback(@Nullable ConfigIncluder fallback) {
            return this;
        }

        @Override
        public ConfigObject include(ConfigIncludeContext context, String what) {
            throw refused(what);
        }

        @Override
        public ConfigObject includeFile(ConfigIncludeContext context, File what) {
            throw refused(what);
        }

        @Override
        public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
            throw refused(what);
        }

        @Override
        public ConfigObject includeResources(ConfigIncludeContext context, String what) {
            throw refused(what);
        }

        private static ConfigException refused(Object what) {
            return new ConfigException.Generic("it includes '" + what + "', and includes are not allowed");
        }
    }
}
