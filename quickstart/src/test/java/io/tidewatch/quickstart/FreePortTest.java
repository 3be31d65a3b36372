package io.tidewatch.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class FreePortTest {
    @Test
    void aPortThatIsTakenIsPassedOver() throws Exception {
        int port = FreePort.find();
        try (ServerSocket taken = new ServerSocket(port + 1, 1, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();
            assertThat(FreePort.find()).isNotEqualTo(port + 1);
        }
    }

    @Test
    void noOutgoingConnectionIsGivenOne() throws Exception {
        assertThat(FreePort.find()).isBetween(1024, 32_767);
    }
}
