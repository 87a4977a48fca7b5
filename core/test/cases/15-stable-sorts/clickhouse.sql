SELECT id, destination
FROM demo.flights
ORDER BY destination DESC, id DESC
