-- H2 has no partial indexes, and searches texts by reading them: it is for a desk's trial, not for millions of messages.
CREATE INDEX message_queue ON message (queue_rank DESC, id);
CREATE INDEX message_uncertain ON message (uncertain, published_at);
CREATE INDEX message_corrected ON message (corrected, published_at);
