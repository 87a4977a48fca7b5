SELECT id, i8, u8, i64, u64, i128, big, f32, d0, d6
FROM demo.wide
WHERE u64 > $1::numeric OR i128 < $2::numeric OR big = $3::numeric(38,9) OR i64 = $4::bigint OR NULLIF(f32, 'NaN') = $5::real OR d6 > $6::timestamptz(6)
ORDER BY id
-- p1 uinteger64 = "9223372036854775807"
-- p2 integer128 = "-170141183460469231731687303715884105727"
-- p3 decimal(38,9) = "99999999999999999999999999999999999999"
-- p4 integer64 = "9223372036854775807"
-- p5 float32 = 0.10000000149011612
-- p6 datetime(6) = "1795167000123455000"
