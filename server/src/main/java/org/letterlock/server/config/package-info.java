/**
 * Reads the configuration file: HOCON, strictly. Begin with {@link org.letterlock.server.config.ServeConfig}, which has
 * a line for each setting; {@link org.letterlock.server.config.Section} is how it asks. Every message names file, line and
 * key. Nothing of the server depends on this room: an embedder does without it.
 */
@NullMarked
package org.letterlock.server.config;

import org.jspecify.annotations.NullMarked;
