package org.letterlock.mailbox.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.letterlock.mailbox.Flags;

/** Which keyword each small letter of a file name stands for: Dovecot's {@code dovecot-keywords}, a to z for 0 to 25. */
final class KeywordLetters {
    static final String FILE = "dovecot-keywords";
    static final KeywordLetters NONE = new KeywordLetters(List.of());
    private static final int LETTERS = 26;
    private final List<String> words; // "" where a letter stands for none

    private KeywordLetters(List<String> words) {
        this.words = words;
    }

    /** The first 26 of {@code keywords}: there are no more letters. */
    static KeywordLetters of(List<String> keywords) {
        return new KeywordLetters(List.copyOf(keywords.subList(0, Math.min(LETTERS, keywords.size()))));
    }

    static KeywordLetters read(InputStream in, String file) throws IOException, TransferException {
        var words = new ArrayList<String>();
        TextLines.read(in, file, (line, number) -> {
            int space = line.indexOf(' ');
            if (!line.matches("[0-9]{1,9} .+"))
                throw new TransferException(file + ":" + number + ": is not a number and a keyword");
            int letter = Integer.parseInt(line.substring(0, space));
            if (letter >= LETTERS) return; // no file name has it
            while (words.size() <= letter) words.add("");
            words.set(letter, line.substring(space + 1));
        });
        return new KeywordLetters(List.copyOf(words));
    }

    String text() {
        var text = new StringBuilder();
        for (int i = 0; i < words.size(); i++)
            text.append(i).append(' ').append(words.get(i)).append('\n');
        return text.toString();
    }

    boolean isEmpty() {
        return words.isEmpty();
    }

    boolean has(String keyword) {
        return words.stream().anyMatch(keyword::equalsIgnoreCase);
    }

    Optional<String> word(char letter) {
        int i = letter - 'a';
        return i < 0 || i >= words.size() || words.get(i).isEmpty() ? Optional.empty() : Optional.of(words.get(i));
    }

    /** Those of the keywords of {@code flags}, ascending. */
    String letters(Flags flags) {
        var letters = new StringBuilder();
        for (int i = 0; i < words.size(); i++) if (flags.has(words.get(i))) letters.append((char) ('a' + i));
        return letters.toString();
    }
}
