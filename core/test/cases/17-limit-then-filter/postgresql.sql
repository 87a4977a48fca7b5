SELECT id, origin
FROM (
  SELECT id, origin
  FROM demo.flights
  ORDER BY id
  LIMIT 5
) AS source
WHERE origin = ANY($1::text[])
ORDER BY id
-- p1 array(text) = ["SFO","JFK"]
