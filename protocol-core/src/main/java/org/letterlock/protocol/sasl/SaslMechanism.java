package org.letterlock.protocol.sasl;

/** The mechanisms, strongest first: the order in which they are announced. */
public enum SaslMechanism {
    /** Where a certificate says who the client is. */
    EXTERNAL("EXTERNAL"),
    SCRAM_SHA_256_PLUS("SCRAM-SHA-256-PLUS"),
    SCRAM_SHA_256("SCRAM-SHA-256"),
    PLAIN("PLAIN"),
    LOGIN("LOGIN");

    private final String wire;

    SaslMechanism(String wire) {
        this.wire = wire;
    }

    /** The registered name. */
    public String wire() {
        return wire;
    }
}
