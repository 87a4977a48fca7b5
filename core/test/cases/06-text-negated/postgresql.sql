SELECT id, origin
FROM demo.flights
WHERE (origin <> $1::text OR origin IS NULL)
  AND (origin <> ALL($2::text[]) OR origin IS NULL)
  AND (NOT strpos(lower(origin COLLATE "pg_unicode_fast") COLLATE "C", $3::text) > 0 OR origin IS NULL)
ORDER BY id
-- p1 text = "SFO"
-- p2 array(text) = ["LAX","JFK"]
-- p3 text = "sfo"
