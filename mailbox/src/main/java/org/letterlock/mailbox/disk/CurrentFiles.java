package org.letterlock.mailbox.disk;

/** The files of an open log as they are now. */
final class CurrentFiles {
    private volatile OpenFiles files;

    CurrentFiles(OpenFiles files) {
        this.files = files;
    }

    OpenFiles get() {
        return files;
    }

    synchronized void add(Segment segment) {
        files = files.with(segment);
    }

    /** False when it was not among them. */
    synchronized boolean remove(Segment segment) {
        if (files.find(segment.bodies, segment.number) != segment) return false;
        files = files.without(segment);
        return true;
    }
}
