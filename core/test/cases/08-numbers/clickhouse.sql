SELECT id, delay, fare
FROM demo.flights
WHERE delay < {p1:Int32}
  AND (CAST(delay AS Nullable(Decimal(6, 1))) != {p2:Decimal(3, 1)} OR delay IS NULL)
  AND CAST(fare AS Nullable(Decimal(11, 3))) >= {p3:Decimal(5, 3)}
  AND CAST(fare AS Nullable(Decimal(11, 3))) >= {p4:Decimal(4, 3)}
  AND fare <= {p5:Decimal(10, 2)}
ORDER BY fare NULLS LAST, id
-- p1 integer32 = "100000"
-- p2 decimal(3,1) = "615"
-- p3 decimal(5,3) = "99985"
-- p4 decimal(4,3) = "1"
-- p5 decimal(10,2) = "35000"
