SELECT id, day, departure
FROM demo.flights
WHERE (day >= {p1:Date} AND day < {p2:Date}) OR (departure >= {p3:DateTime('UTC')} AND departure < {p4:DateTime('UTC')})
ORDER BY id
-- p1 date = "20758"
-- p2 date = "20788"
-- p3 datetime(3)@UTC = "1735689600000000000"
-- p4 datetime(3)@UTC = "1767225600000000000"
