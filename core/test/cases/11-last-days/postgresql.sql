SELECT id, day, departure
FROM demo.flights
WHERE (departure > $1::timestamptz(3) AND departure <= $2::timestamptz(3)) OR (day > $3::date AND day <= $4::date)
ORDER BY id
-- p1 datetime(3)@UTC = "1794562200000000000"
-- p2 datetime(3)@UTC = "1795167000000000000"
-- p3 date = "20770"
-- p4 date = "20777"
