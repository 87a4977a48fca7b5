SELECT origin
FROM (
  SELECT id, origin, delay, departure
  FROM demo.flights
  ORDER BY departure DESC NULLS LAST, id
  LIMIT 4
) AS source
WHERE delay > {p1:Int16}
ORDER BY departure DESC NULLS LAST, id
-- p1 integer16 = "60"
