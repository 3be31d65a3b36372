-- Words of a text, kept beside it: a search from the newest message on would find them anew in each text, at tenths of a
-- millisecond each. On a large table this takes minutes.
DROP INDEX message_words;
ALTER TABLE message ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('simple', message_text)) STORED;
-- By default the planner knows the thousand most frequent words, takes any other for as frequent as the last of them, and
-- reads months of messages for a rare one, rather than look it up in the index.
ALTER TABLE message ALTER COLUMN words SET STATISTICS 1000;
CREATE INDEX message_words ON message USING gin (words);

-- Texts and details go out of the way: they are needed of the messages that are shown, the rest of many more.
ALTER TABLE message ALTER COLUMN words SET STORAGE MAIN;
ALTER TABLE message SET (toast_tuple_target = 256);

-- Few messages are of a rare topic and of a rare theme, and far apart.
CREATE INDEX message_by_topic_and_theme ON message (topic, theme, published_at);
