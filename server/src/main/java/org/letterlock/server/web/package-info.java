/**
 * A client for the web, as far as mail needs one: policies of MTA-STS are fetched and reports about TLS are posted over HTTPS. TLS is
 * this project's own, names are resolved by whoever makes the client, and what comes is bounded. Begin with {@link
 * org.letterlock.server.web.HttpsClient}. RFC 9110, RFC 9112.
 */
@NullMarked
package org.letterlock.server.web;

import org.jspecify.annotations.NullMarked;
