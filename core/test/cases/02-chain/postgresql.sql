SELECT origin, delay, id
FROM demo.flights
WHERE delay > $1::smallint
  AND origin = ANY($2::text[])
ORDER BY delay DESC NULLS LAST, id
LIMIT 3
-- p1 integer16 = "60"
-- p2 array(text) = ["SFO","LAX","JFK"]
