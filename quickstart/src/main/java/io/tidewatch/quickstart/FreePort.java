package io.tidewatch.quickstart;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports that nobody uses yet. */
public final class FreePort {
    private FreePort() {}

    /** A port of the loopback interface that is free now; another process may still be faster to take it. */
    public static int find() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
