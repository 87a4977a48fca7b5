SELECT id, distance
FROM demo.flights
WHERE (COALESCE(NULLIF(distance, 'NaN') <> $1::double precision, true) OR NULLIF(distance, 'NaN') = $2::double precision)
  AND distance < $3::double precision
ORDER BY NULLIF(distance, 'NaN') + 0 NULLS LAST, id
-- p1 float64 = 337.5
-- p2 float64 = 0
-- p3 float64 = 5000
