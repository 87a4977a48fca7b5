SELECT origin, delay, id
FROM demo.flights
WHERE delay > {p1:Int16}
  AND origin IN {p2:Array(String)}
ORDER BY delay DESC NULLS LAST, id
LIMIT 3
-- p1 integer16 = "60"
-- p2 array(text) = ["SFO","LAX","JFK"]
