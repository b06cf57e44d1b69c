package org.letterlock.server.cli;

import static org.junit.jupiter.api.Assertions.*;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a listener is, as it is printed. */
class PlaceTest {
    @ParameterizedTest
    @CsvSource({
        "::, 0.0.0.0, 0.0.0.0:993",
        "::, ::, [::]:993",
        "0.0.0.0, 0.0.0.0, 0.0.0.0:993",
        "127.0.0.1, localhost, 127.0.0.1:993",
        "::1, ::1, [::1]:993",
        "2001:db8:0:0:1:0:0:0, x, [2001:db8:0:0:1::]:993",
        "2001:db8:1:2:3:4:5:6, x, [2001:db8:1:2:3:4:5:6]:993"
    })
    void asPeopleWriteIt(String bound, String asked, String printed) throws Exception {
        assertEquals(printed, Place.of(new InetSocketAddress(InetAddress.getByName(bound), 993), asked));
    }
}
