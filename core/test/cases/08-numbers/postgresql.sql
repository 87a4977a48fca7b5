SELECT id, delay, fare
FROM demo.flights
WHERE delay < $1::integer
  AND (delay::numeric(6,1) <> $2::numeric(3,1) OR delay IS NULL)
  AND fare::numeric(11,3) >= $3::numeric(5,3)
  AND fare::numeric(11,3) >= $4::numeric(4,3)
  AND fare <= $5::numeric(10,2)
ORDER BY fare NULLS LAST, id
-- p1 integer32 = "100000"
-- p2 decimal(3,1) = "615"
-- p3 decimal(5,3) = "99985"
-- p4 decimal(4,3) = "1"
-- p5 decimal(10,2) = "35000"
