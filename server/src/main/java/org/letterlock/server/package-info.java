/**
 * The parts put together. Begin with {@link org.letterlock.server.ServerPlan} (all that a server shall be, as values) and
 * {@link org.letterlock.server.MailServer} (the one place that says {@code new} to services). The rooms below are the
 * parts: accounts, delivery, ports; {@code config} and {@code cli} stand on top, and nothing here needs them.
 */
@NullMarked
package org.letterlock.server;

import org.jspecify.annotations.NullMarked;
