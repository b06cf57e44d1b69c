package org.letterlock.pop3.net;

import org.letterlock.protocol.Line;

/**
 * A line of the client.
 *
 * @param paused whether nothing is cut behind it until the session says how to go on
 * @param flood whether this is no line any more: it goes on and on, and the connection is to be closed
 */
record Pop3Frame(Line line, boolean paused, boolean flood) {}
