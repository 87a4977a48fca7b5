SELECT id, origin, delay
FROM demo.flights
WHERE delay >= $1::smallint
  AND (origin = $2::text OR origin = $3::text)
ORDER BY id
-- p1 integer16 = "61"
-- p2 text = "SFO"
-- p3 text = "LAX"
