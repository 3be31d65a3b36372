package io.tidewatch.quickstart.demo.stream;

import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns a template into a sentence. {@code [this|that]} picks one; <code>{n:3-9}</code> is a whole number,
 * <code>{o:3-9}</code> an ordinal one, <code>{d:0.1-9.9}</code> has one decimal, <code>{k:200-9000}</code> is a round number with thousands separators;
 * <code>{co}</code>, <code>{co:bank}</code>, <code>{co2}</code>, <code>{cash}</code>, <code>{short}</code>,
 * <code>{ceo}</code>, <code>{cfo}</code>, <code>{home}</code> and <code>{product}</code> come from the message's
 * {@link Cast}; every other slot from the {@link Vocabulary}.
 */
final class SentenceFiller {
    private static final Pattern CHOICE = Pattern.compile("\\[([^\\[\\]]*)]");
    private static final Pattern SLOT = Pattern.compile("\\{(\\w+)(?::([^{}]*))?}");
    private static final int TRIES_FOR_A_NEW_VALUE = 20;

    private static final Pattern LEAD = Pattern.compile("\\{(?:co|cash):(\\w+)}");
    private static final int FIRST_TEEN = 11;
    private static final int LAST_TEEN = 13;

    private final Vocabulary vocabulary;
    private final Random random;

    SentenceFiller(Vocabulary vocabulary, Random random) {
        this.vocabulary = vocabulary;
        this.random = random;
    }

    String fill(String template, Cast cast) {
        // A sentence may speak of a product before it names the company: settle first what kind of company it is.
        Matcher lead = LEAD.matcher(template);
        if (lead.find()) {
            cast.first(lead.group(1));
        }
        String text = CHOICE.matcher(template).replaceAll(found -> Matcher.quoteReplacement(anyOf(found.group(1))));
        // A vocabulary value may hold slots itself.
        while (SLOT.matcher(text).find()) {
            text = SLOT.matcher(text).replaceAll(found -> {
                String argument = found.group(2) == null ? "" : found.group(2);
                return Matcher.quoteReplacement(value(found.group(1), argument, cast));
            });
        }
        return text;
    }

    private String anyOf(String choices) {
        String[] options = choices.split("\\|", -1);
        return options[random.nextInt(options.length)];
    }

    private String value(String slot, String argument, Cast cast) {
        return switch (slot) {
            case "n" -> Integer.toString(between(argument));
            case "o" -> ordinal(between(argument));
            case "d" -> decimal(argument);
            case "k" -> String.format(Locale.ROOT, "%,d", round(between(argument)));
            case "co" -> cast.first(argument).name();
            case "co2" -> cast.second(argument).name();
            case "cash" -> "$" + cast.first(argument).ticker();
            case "cash2" -> "$" + cast.second(argument).ticker();
            case "short" -> cast.first(argument).shortName();
            case "ceo" -> cast.first(argument).chiefExecutive();
            case "cfo" -> cast.first(argument).financeChief();
            case "home" -> cast.first(argument).home();
            case "product" -> cast.product();
            default -> fromVocabulary(slot, cast);
        };
    }

    private String fromVocabulary(String slot, Cast cast) {
        String value = vocabulary.pick(slot, random);
        for (int tries = 1; tries < TRIES_FOR_A_NEW_VALUE && !cast.claim(value); tries++) {
            value = vocabulary.pick(slot, random);
        }
        return value;
    }

    private int between(String range) {
        String[] ends = range.split("-", -1);
        int low = Integer.parseInt(ends[0]);
        int high = Integer.parseInt(ends[1]);
        return low + random.nextInt(high - low + 1);
    }

    // As many decimals as the range is written with, drawn as whole numbers so that rounding cannot differ.
    private String decimal(String range) {
        int decimals = range.indexOf('-') - range.indexOf('.') - 1;
        int scaled = between(range.replace(".", ""));
        String digits = String.format(Locale.ROOT, "%0" + (decimals + 1) + "d", scaled);
        int point = digits.length() - decimals;
        return digits.substring(0, point) + "." + digits.substring(point);
    }

    private static String ordinal(int number) {
        int hundredth = number % 100;
        if (hundredth >= FIRST_TEEN && hundredth <= LAST_TEEN) {
            return number + "th";
        }
        return number
                + switch (number % 10) {
                    case 1 -> "st";
                    case 2 -> "nd";
                    case 3 -> "rd";
                    default -> "th";
                };
    }

    private static int round(int number) {
        int step = number < 2_000 ? 10 : number < 10_000 ? 50 : number < 100_000 ? 500 : 5_000;
        return Math.max(step, number / step * step);
    }
}
