package io.tidewatch.alerting.view;

import io.tidewatch.events.ShadowDisagreement.TaskDisagreement;
import java.util.List;

/**
 * What a model in shadow decided otherwise than the one whose scores count.
 *
 * @param command that put the model into shadow
 * @param messages published from the first disagreement to the last, those that the shadow left out among them
 * @param disagreements messages that the two disagree on
 * @param tasks those with a disagreement, by name
 * @param newest disagreements whose message is still kept, newest first
 */
public record ShadowComparison(
        ModelCommandView command, long messages, long disagreements, List<Task> tasks, List<Disagreement> newest) {

    /** Disagreements on a task; {@code pairs} are the most frequent first. */
    public record Task(String task, long disagreements, List<Pair> pairs) {}

    /** How often the champion gave one label and the challenger another. */
    public record Pair(String champion, String challenger, long messages) {}

    /** What the two say of a message. */
    public record Disagreement(MessageView message, List<TaskDisagreement> tasks) {}
}
