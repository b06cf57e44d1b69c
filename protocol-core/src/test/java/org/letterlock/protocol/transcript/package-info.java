/**
 * Golden transcripts: dialogues written as the RFCs write their examples, played against a protocol in memory, whole and
 * octet by octet, and against a running server over TCP and TLS. Begin with {@link
 * org.letterlock.protocol.transcript.Transcripts}; the syntax stands on {@link
 * org.letterlock.protocol.transcript.Transcript}. Used by the tests of the other modules.
 */
@NullMarked
package org.letterlock.protocol.transcript;

import org.jspecify.annotations.NullMarked;
