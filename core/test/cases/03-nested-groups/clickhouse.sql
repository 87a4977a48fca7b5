SELECT id
FROM demo.flights
WHERE destination = {p1:String} OR (delay > {p2:Int16} AND fare < {p3:Decimal(10, 2)}) OR (origin = {p1:String} AND cancelled)
ORDER BY id
-- p1 text = "SFO"
-- p2 integer16 = "60"
-- p3 decimal(10,2) = "10000"
