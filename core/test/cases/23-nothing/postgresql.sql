SELECT id, origin
FROM unnest($1::integer[], $2::text[]) AS v (id, origin)
-- p1 array(integer32) = []
-- p2 array(text?) = []
