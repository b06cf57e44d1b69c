/**
 * The queue of mail for other domains. Begin with {@link org.letterlock.server.queue.OutboundQueue}: it lets attempts run, a few
 * at a time for each destination, as {@link org.letterlock.server.queue.Schedule} says. What has to outlive the process is a {@link
 * org.letterlock.server.queue.QueuedMail}, an entry of the store's queue: written in the commit that accepts a message, and
 * changed in the commit that settles an attempt, together with the notice to its sender. Where mail goes is known in {@code
 * server.route}, how it is handed over in {@code smtp.client}. RFC 5321, 4.5.4.1.
 */
@NullMarked
package org.letterlock.server.queue;

import org.jspecify.annotations.NullMarked;
