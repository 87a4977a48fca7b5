SELECT id, origin, destination, delay, distance, fare, day, departure, cancelled, ticket
FROM demo.flights
