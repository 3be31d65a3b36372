package io.tidewatch.quickstart.demo.stream;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Where messages claim to come from: names under the reserved domain {@code .example}, so nobody owns them. */
final class Sources {
    static final String PRESS_RELEASES = "pressdock.example";

    private static final List<String> NEWSROOMS = List.of(
            "harbor-wire.example",
            "breakwater-news.example",
            "lanternpost.example",
            "quayside-business.example",
            "northlight-desk.example",
            "saltmarsh-times.example");
    private static final List<String> COMMENT_SITES = List.of("tidepool.example", "gullchat.example");
    private static final DateTimeFormatter DAY_PATH =
            DateTimeFormatter.ofPattern("yyyy/MM/dd", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Sources() {}

    static String any(Voice voice, Random random) {
        return switch (voice) {
            case NEWS -> NEWSROOMS.get(random.nextInt(NEWSROOMS.size()));
            case COMMENT -> COMMENT_SITES.get(random.nextInt(COMMENT_SITES.size()));
        };
    }

    static String otherNewsroom(String newsroom, Random random) {
        List<String> others =
                NEWSROOMS.stream().filter(name -> !name.equals(newsroom)).toList();
        return others.get(random.nextInt(others.size()));
    }

    static String articleUrl(String source, long epochSecond, Random random) {
        return "https://" + source + "/" + DAY_PATH.format(Instant.ofEpochSecond(epochSecond)) + "/" + code(random);
    }

    static String shortLink(Random random) {
        return "https://tide.example/" + code(random);
    }

    private static String code(Random random) {
        return Integer.toString(100_000_000 + random.nextInt(900_000_000), Character.MAX_RADIX);
    }
}
