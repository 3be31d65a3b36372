package io.tidewatch.job.inference;

import io.tidewatch.events.ModelStamp;
import io.tidewatch.job.model.ModelId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A keyword scorer that stamps its scores with the model that a command named. */
final class VersionedScorer extends KeywordScorer {
    private final ModelId model;

    VersionedScorer(ModelId model) {
        this.model = model;
    }

    /** Opens a scorer for each model, and keeps them by epoch. */
    static ModelOpener opener(Map<Long, VersionedScorer> opened) {
        return (model, resources) -> {
            VersionedScorer scorer = new VersionedScorer(model);
            opened.put(model.epoch(), scorer);
            return scorer;
        };
    }

    static Map<Long, VersionedScorer> none() {
        return new ConcurrentHashMap<>();
    }

    @Override
    public ModelStamp stamp() {
        return model.stamp();
    }

    @Override
    public List<Scores> score(List<EncodedText> batch) throws ScoringException {
        return super.score(batch).stream()
                .map(scores -> new Scores(scores.tasks(), stamp()))
                .toList();
    }
}
