SELECT id, delay, origin
FROM demo.flights
WHERE delay > {p1:Int16}
  AND origin != {p2:String}
  AND delay < {p3:Int16}
ORDER BY id
LIMIT 10
-- p1 integer16 = "0"
-- p2 text = ""
-- p3 integer16 = "100"
