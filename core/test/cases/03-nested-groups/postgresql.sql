SELECT id
FROM demo.flights
WHERE destination = $1::text OR (delay > $2::smallint AND fare < $3::numeric(10,2)) OR (origin = $1::text AND cancelled)
ORDER BY id
-- p1 text = "SFO"
-- p2 integer16 = "60"
-- p3 decimal(10,2) = "10000"
