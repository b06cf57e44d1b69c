package org.letterlock.mailbox.transfer;

/** How an mbox keeps a line of a message from being taken for the From_ line of the next. */
public enum MboxQuoting {
    /** Each line of {@code >}s, none included, and {@code From } gets a {@code >} and loses it again: nothing is changed. */
    MBOXRD,
    /** Only a line that begins with {@code From } gets a {@code >}: {@code >From } comes back as {@code From }. */
    MBOXO,
    /** Lines stay as they are. */
    NONE
}
