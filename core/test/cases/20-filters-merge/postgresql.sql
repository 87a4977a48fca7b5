SELECT id, delay, origin
FROM demo.flights
WHERE delay > $1::smallint
  AND origin <> $2::text
  AND delay < $3::smallint
ORDER BY id
LIMIT 10
-- p1 integer16 = "0"
-- p2 text = ""
-- p3 integer16 = "100"
