SELECT origin, id
FROM (
  SELECT id, origin
  FROM demo.flights
  LIMIT 100
) AS source
ORDER BY id
