SELECT id, day, departure
FROM demo.flights
WHERE (day >= $1::date AND day < $2::date) OR (departure >= $3::timestamptz(3) AND departure < $4::timestamptz(3))
ORDER BY id
-- p1 date = "20758"
-- p2 date = "20788"
-- p3 datetime(3)@UTC = "1735689600000000000"
-- p4 datetime(3)@UTC = "1767225600000000000"
