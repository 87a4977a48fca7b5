SELECT id, destination
FROM demo.flights
ORDER BY destination COLLATE "C" DESC, id DESC
