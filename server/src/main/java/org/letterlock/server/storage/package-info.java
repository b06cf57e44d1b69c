/**
 * What an operator asks of the mail on disk: figures, a check, a repair, a backup. Begin with {@link
 * org.letterlock.server.storage.StoreOffers}. The same words serve a running server and a process that opened the store itself.
 */
@NullMarked
package org.letterlock.server.storage;

import org.jspecify.annotations.NullMarked;
