SELECT id, day, departure
FROM demo.flights
WHERE (day >= {p1:Date} AND day <= {p2:Date}) OR (departure >= {p3:DateTime('UTC')} AND departure < {p4:DateTime('UTC')}) OR day < {p5:Date}
ORDER BY day NULLS LAST, id
-- p1 date = "20770"
-- p2 date = "20776"
-- p3 datetime(3) = "1794960000000000000"
-- p4 datetime(3) = "1795046400000000000"
-- p5 date = "0"
