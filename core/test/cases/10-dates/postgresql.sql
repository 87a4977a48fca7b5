SELECT id, day, departure
FROM demo.flights
WHERE (day >= $1::date AND day <= $2::date) OR (departure >= $3::timestamptz(3) AND departure < $4::timestamptz(3)) OR day < $5::date
ORDER BY day NULLS LAST, id
-- p1 date = "20770"
-- p2 date = "20776"
-- p3 datetime(3) = "1794960000000000000"
-- p4 datetime(3) = "1795046400000000000"
-- p5 date = "0"
