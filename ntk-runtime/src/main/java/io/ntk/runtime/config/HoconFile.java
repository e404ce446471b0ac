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
 * Reads HOCON, or JSON where the file is so called, that somebody else may have written. HOCON can fetch other files and
 * addresses, and a few lines of it can stand for gigabytes; of a file read here, nothing is fetched, and what it takes is
 * bounded by its size.
 */
public final class HoconFile {
    private static final int LONGEST = 1 << 16;
    /** Each may repeat what others stand for: n of them multiply a text by 3^(n/3) at most. */
    private static final int MOST_REFERENCES = 16;

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{|\\+=");

    private HoconFile() {}

    /**
     * Reads a file.
     *
     * @param file its name; one that ends in {@code .json} is JSON
     * @return what it says, with references resolved
     * @throws ConfigException if it is malformed, includes anything, or is too long, too deep or refers to itself too often
     * @throws NtkException {@link ErrorId#FILE_UNREADABLE}
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
            // The parser recurses into braces, brackets and the dots of keys.
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

    /** Refuses whatever a file would include. */
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
            return new ConfigException.Generic("it includes '" + what + "', and nothing is included");
        }
    }
}
