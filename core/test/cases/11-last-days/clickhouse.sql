SELECT id, day, departure
FROM demo.flights
WHERE (departure > {p1:DateTime('UTC')} AND departure <= {p2:DateTime('UTC')}) OR (day > {p3:Date} AND day <= {p4:Date})
ORDER BY id
-- p1 datetime(3)@UTC = "1794562200000000000"
-- p2 datetime(3)@UTC = "1795167000000000000"
-- p3 date = "20770"
-- p4 date = "20777"
