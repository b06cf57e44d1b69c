/**
 * What domains want to hear of the TLS of mail that goes to them: counted from deliveries, sent once a day. Begin with {@link
 * org.letterlock.server.report.TlsReports}. RFC 8460.
 */
@NullMarked
package org.letterlock.server.report;

import org.jspecify.annotations.NullMarked;
