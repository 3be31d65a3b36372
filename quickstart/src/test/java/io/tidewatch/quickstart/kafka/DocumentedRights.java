package io.tidewatch.quickstart.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The table of rights in {@code docs/security.md}, as Kafka takes it. */
final class DocumentedRights {
    private static final String HEADER = "| User | Resource | Name | Pattern | Operations |";

    private DocumentedRights() {}

    static List<AclBinding> read() throws IOException {
        List<String> lines = Files.readAllLines(Path.of(System.getProperty("tidewatch.root"), "docs", "security.md"));
        List<AclBinding> rights = new ArrayList<>();
        lines.stream()
                .dropWhile(line -> !line.startsWith(HEADER))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .forEach(line -> rights.addAll(row(line)));
        return rights;
    }

    private static List<AclBinding> row(String line) {
        String[] cells = line.replace("`", "").split("\\|", -1);
        ResourcePattern resource = new ResourcePattern(
                ResourceType.valueOf(constant(cells[2])), cells[3].trim(), PatternType.valueOf(constant(cells[4])));
        List<AclBinding> rights = new ArrayList<>();
        for (String operation : cells[5].split(",", -1)) {
            rights.add(new AclBinding(
                    resource,
                    new AccessControlEntry(
                            "User:" + cells[1].trim(),
                            "*",
                            AclOperation.valueOf(constant(operation)),
                            AclPermissionType.ALLOW)));
        }
        return rights;
    }

    private static String constant(String cell) {
        return cell.trim().toUpperCase(Locale.ROOT).replace(' ', '_');
    }
}
