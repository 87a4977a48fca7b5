SELECT id, origin
FROM demo.flights
WHERE (strpos(lower(origin COLLATE "pg_unicode_fast") COLLATE "C", $1::text) > 0 OR starts_with(lower(origin COLLATE "pg_unicode_fast") COLLATE "C", $2::text))
  AND (right(lower(destination COLLATE "pg_unicode_fast") COLLATE "C", length($3::text)) = $3::text OR strpos(origin, $4::text) > 0)
ORDER BY id
-- p1 text = "fo"
-- p2 text = "s"
-- p3 text = "x"
-- p4 text = "_%"
