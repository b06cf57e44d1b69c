package org.letterlock.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is chosen of a ClientHello. */
class ServerPeerTest {
    @Test
    @DisplayName("S-C10 a suite that a client names four thousand times is tried once")
    void s_C10_suitesNamedAgainAndAgain() {
        int[] offered = new int[4000];
        Arrays.fill(offered, 0xC02F);
        offered[0] = 0x0A0A;
        offered[3999] = 0xC02B;
        assertArrayEquals(
                new int[] {0xC02F, 0xC02B}, ServerPeer.inOrderOf(offered, new int[] {0xC02B, 0xC02F, 0x009E}));
    }
}
