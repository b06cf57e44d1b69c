/** The command line: one binary, subcommands. Exit codes: 0 ok, 1 did not stop cleanly, 2 usage or configuration, 3 cannot connect. */
@NullMarked
package org.letterlock.server.cli;

import org.jspecify.annotations.NullMarked;
