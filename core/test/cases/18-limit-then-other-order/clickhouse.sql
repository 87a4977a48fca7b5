SELECT id, fare
FROM (
  SELECT id, fare
  FROM demo.flights
  ORDER BY fare DESC NULLS LAST, id
  LIMIT 3
) AS source
ORDER BY id, fare DESC NULLS LAST
