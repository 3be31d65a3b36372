-- Where a model in shadow decided otherwise than the one whose scores count: a row per message and task.
CREATE TABLE shadow_disagreement (
    epoch                  BIGINT NOT NULL, -- of the command that put the model into shadow
    message_id             VARCHAR NOT NULL,
    task                   VARCHAR NOT NULL,
    published_at           TIMESTAMP WITH TIME ZONE NOT NULL,
    champion_label         VARCHAR NOT NULL,
    champion_probability   DOUBLE PRECISION NOT NULL,
    challenger_label       VARCHAR NOT NULL,
    challenger_probability DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (epoch, message_id, task)
);
CREATE INDEX shadow_disagreement_by_epoch ON shadow_disagreement (epoch, published_at, message_id);
CREATE INDEX shadow_disagreement_by_time ON shadow_disagreement (published_at);
