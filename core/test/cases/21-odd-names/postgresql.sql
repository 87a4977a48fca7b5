SELECT id, "Order", "select", "a""b`c\d", "ä ö", "x'y; --"
FROM demo."odd ""names"" `and` \slashes"
WHERE "a""b`c\d" <> $1::text
  AND "x'y; --" < $2::bigint
  AND "select" > $3::smallint
ORDER BY "Order" COLLATE "C" NULLS LAST
-- p1 text = "' OR 1=1 --"
-- p2 integer64 = "0"
-- p3 integer8 = "0"
