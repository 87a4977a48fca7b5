SELECT id, origin, delay
FROM demo.flights
WHERE delay >= {p1:Int16}
  AND (origin = {p2:String} OR origin = {p3:String})
ORDER BY id
-- p1 integer16 = "61"
-- p2 text = "SFO"
-- p3 text = "LAX"
