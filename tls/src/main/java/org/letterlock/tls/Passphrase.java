package org.letterlock.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.letterlock.tls.Pem.PemException;

/** What opens an encrypted key: the first line of a file, since nobody is there to type it. Or none. Never shown. */
public final class Passphrase {
    /** None is known. */
    public static final Passphrase NONE = new Passphrase("", new char[0]);

    private static final int LONGEST = 1024;

    private final String source;
    private final char[] characters;

    private Passphrase(String source, char[] characters) {
        this.source = source;
        this.characters = characters;
    }

    /** The first line of {@code file}, UTF-8. */
    public static Passphrase read(Path file) throws PemException {
        try {
            if (Files.size(file) > LONGEST)
                throw new PemException(file, "is too large for a file with one passphrase", null);
            var octets = Files.readAllBytes(file);
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
            Arrays.fill(octets, (byte) 0);
            int end = 0;
            while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') end++;
            if (end == 0) throw new PemException(file, "its first line is empty; it is the passphrase", null);
            var characters = new char[end];
            text.get(characters);
            return new Passphrase(file.toString(), characters);
        } catch (NoSuchFileException e) {
            throw new PemException(file, "there is no such file", e);
        } catch (CharacterCodingException e) {
            throw new PemException(file, "is not UTF-8", e);
        } catch (IOException e) {
            throw new PemException(file, "cannot be read: " + e.getMessage(), e);
        }
    }

    boolean isKnown() {
        return characters.length > 0;
    }

    /** The file it came from. */
    String source() {
        return source;
    }

    char[] characters() {
        return characters.clone();
    }

    @Override
    public String toString() {
        return isKnown() ? "the passphrase in " + source : "no passphrase";
    }
}
