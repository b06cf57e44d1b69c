package org.letterlock.server.log;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What is written down of TLS.
 *
 * @param format the shape of its lines
 * @param everything also what went well: each handshake and each log-in; else what failed only
 * @param file where lines go, each with the prefix of its shape; empty: to the program's log
 * @param hostname what stands for the host in such a prefix
 * @param keyLog where the secrets of every connection go, for those who debug with them; empty, as it should be: nowhere
 */
public record TlsRecording(
        TlsLogFormat format, boolean everything, Optional<Path> file, String hostname, Optional<Path> keyLog) {
    /** What an embedder has unless it says otherwise. */
    public static TlsRecording failures(String hostname) {
        return new TlsRecording(TlsLogFormat.POSTFIX, false, Optional.empty(), hostname, Optional.empty());
    }
}
