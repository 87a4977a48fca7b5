SELECT id, origin, ticket
FROM demo.flights
WHERE (origin IS NULL OR origin = $1::text OR ticket IS NULL)
  AND destination <> $1::text
  AND departure IS NOT NULL
ORDER BY id DESC
-- p1 text = ""
