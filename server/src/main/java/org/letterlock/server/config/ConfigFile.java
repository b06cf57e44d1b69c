package org.letterlock.server.config;

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
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One file, parsed: a whole of its own, without includes and without environment variables, so that what it says is all
 * there is. Keys that are set twice are problems already here.
 */
final class ConfigFile {
    private static final long MAX_SIZE = 1 << 20;
    private static final Pattern LINE = Pattern.compile("^.*?: (\\d+): (.*)$", Pattern.DOTALL);

    private ConfigFile() {}

    /** The text of the whole file as a section. */
    static Section read(Path file, String text, Problems problems) throws ConfigProblems {
        try {
            var options = ConfigParseOptions.defaults()
                    .setSyntax(ConfigSyntax.CONF)
                    .setOriginDescription(file.toString())
                    .setIncluder(new NoIncludes());
            var root = ConfigFactory.parseString(text, options)
                    .resolve(ConfigResolveOptions.noSystem())
                    .root();
            for (var twice : DuplicateKeys.in(text))
                problems.add(twice.line(), twice.key() + " is already set in line " + twice.firstLine());
            return new Section("", root, problems);
        } catch (ConfigException e) {
            throw new ConfigProblems(List.of(readable(file, String.valueOf(e.getMessage()))));
        }
    }

    static String text(Path file) throws ConfigProblems {
        try {
            if (Files.isDirectory(file)) throw new ConfigProblems(List.of(file + ": is a folder"));
            if (Files.size(file) > MAX_SIZE) throw new ConfigProblems(List.of(file + ": larger than 1 MiB"));
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new ConfigProblems(List.of(file + ": no such file"));
        } catch (AccessDeniedException e) {
            throw new ConfigProblems(List.of(file + ": permission denied"));
        } catch (CharacterCodingException e) {
            throw new ConfigProblems(List.of(file + ": not UTF-8"));
        } catch (IOException e) {
            throw new ConfigProblems(
                    List.of(file + ": cannot be read: " + e.getClass().getSimpleName()));
        }
    }

    /** The library's message in this program's form. */
    private static String readable(Path file, String message) {
        var m = LINE.matcher(message);
        var oneLine = (m.matches() ? m.group(2) : message).replaceAll("\\s*\\n\\s*", " ");
        return m.matches() ? file + ":" + m.group(1) + ": " + oneLine : file + ": " + oneLine;
    }

    /** Refuses every form of {@code include}. */
    private static final class NoIncludes
            implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
        @Override
        public ConfigIncluder withFallback(ConfigIncluder fallback) {
            return this;
        }

        @Override
        public ConfigObject include(ConfigIncludeContext context, String what) {
            throw refused();
        }

        @Override
        public ConfigObject includeFile(ConfigIncludeContext context, File what) {
            throw refused();
        }

        @Override
        public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
            throw refused();
        }

        @Override
        public ConfigObject includeResources(ConfigIncludeContext context, String what) {
            throw refused();
        }

        private static ConfigException refused() {
            return new ConfigException.Generic("include is not allowed: the configuration is one file");
        }
    }
}
