SELECT id, origin, departure, fare
FROM demo.flights
ORDER BY origin COLLATE "C" NULLS FIRST, departure DESC NULLS LAST, fare NULLS LAST, id
