SELECT id, origin
FROM demo.flights
WHERE (origin != {p1:String} OR origin IS NULL)
  AND (origin NOT IN {p2:Array(String)} OR origin IS NULL)
  AND (NOT position(lowerUTF8(origin), {p3:String}) > 0 OR origin IS NULL)
ORDER BY id
-- p1 text = "SFO"
-- p2 array(text) = ["LAX","JFK"]
-- p3 text = "sfo"
