SELECT id, cancelled, ticket
FROM demo.flights
WHERE NOT cancelled OR ticket = ANY($1::uuid[])
ORDER BY ticket DESC NULLS FIRST, id
-- p1 array(uuid) = ["00000000-0000-4000-8000-000000000002","ffffffff-ffff-4fff-bfff-ffffffffffff"]
