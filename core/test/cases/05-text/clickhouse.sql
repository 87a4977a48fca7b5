SELECT id, origin
FROM demo.flights
WHERE (position(lowerUTF8(origin), {p1:String}) > 0 OR startsWith(lowerUTF8(origin), {p2:String}))
  AND (endsWith(lowerUTF8(destination), {p3:String}) OR position(origin, {p4:String}) > 0)
ORDER BY id
-- p1 text = "fo"
-- p2 text = "s"
-- p3 text = "x"
-- p4 text = "_%"
