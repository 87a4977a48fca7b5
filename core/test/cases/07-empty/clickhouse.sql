SELECT id, origin, ticket
FROM demo.flights
WHERE (origin IS NULL OR origin = {p1:String} OR ticket IS NULL)
  AND destination != {p1:String}
  AND departure IS NOT NULL
ORDER BY id DESC
-- p1 text = ""
