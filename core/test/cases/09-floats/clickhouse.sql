SELECT id, distance
FROM demo.flights
WHERE (coalesce(if(isNaN(distance), NULL, distance) != {p1:Float64}, true) OR distance = {p2:Float64})
  AND distance < {p3:Float64}
ORDER BY if(isNaN(distance), NULL, distance + 0) NULLS LAST, id
-- p1 float64 = 337.5
-- p2 float64 = 0
-- p3 float64 = 5000
