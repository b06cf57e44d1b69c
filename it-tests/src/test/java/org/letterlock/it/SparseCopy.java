package org.letterlock.it;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;

/** A copy of a file that has holes where the file has zeros. */
final class SparseCopy {
    private static final int PIECE = 64 * 1024;
    private static final byte[] ZEROS = new byte[PIECE];

    private SparseCopy() {}

    static void of(Path from, Path to) throws IOException {
        try (var in = FileChannel.open(from, StandardOpenOption.READ);
                var out = FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var piece = ByteBuffer.allocate(PIECE);
            for (long at = 0, size = in.size(); at < size; at += piece.limit()) {
                piece.clear();
                while (piece.hasRemaining() && in.read(piece, at + piece.position()) >= 0) {}
                piece.flip();
                boolean last = at + piece.limit() >= size;
                if (last || !Arrays.equals(piece.array(), 0, piece.limit(), ZEROS, 0, piece.limit()))
                    for (long n = at; piece.hasRemaining(); ) n += out.write(piece, n);
                if (piece.limit() == 0) break; // it became shorter
            }
        }
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rw-------"));
    }
}
