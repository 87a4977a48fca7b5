SELECT id, `Order`, `select`, `a"b\`c\\d`, `ä ö`, `x'y; --`
FROM demo.`odd "names" \`and\` \\slashes`
WHERE `a"b\`c\\d` != {p1:String}
  AND `x'y; --` < {p2:Int64}
  AND `select` > {p3:Int8}
ORDER BY `Order` NULLS LAST
-- p1 text = "' OR 1=1 --"
-- p2 integer64 = "0"
-- p3 integer8 = "0"
