/**
 * Where mail for other domains goes, and how well it has to be protected on the way. Begin with {@link
 * org.letterlock.server.route.Router}: it puts together what is configured ({@link org.letterlock.server.route.RouteTable}), the
 * hosts that DNS names ({@link org.letterlock.server.route.MailExchangers}) and what a domain publishes of their TLS (DANE, MTA-STS).
 * {@link org.letterlock.server.route.Dns} is all that is asked of DNS; dnsjava stays behind {@link
 * org.letterlock.server.route.ValidatingDns}. Knows no queue and opens no connection to a mail server.
 */
@NullMarked
package org.letterlock.server.route;

import org.jspecify.annotations.NullMarked;
