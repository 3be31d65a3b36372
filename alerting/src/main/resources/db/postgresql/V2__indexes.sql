-- Words of a text, without stemming: names and tickers are what is looked for.
CREATE INDEX message_words ON message USING gin (to_tsvector('simple', message_text));
-- Small indexes over the few rows that the queue, and the filters for uncertain and corrected messages, look at.
CREATE INDEX message_queue ON message (queue_rank DESC, id) WHERE queue_rank IS NOT NULL;
CREATE INDEX message_uncertain ON message (published_at, id) WHERE uncertain;
CREATE INDEX message_corrected ON message (published_at, id) WHERE corrected;
