SELECT id, origin
FROM system.one ARRAY JOIN {p1:Array(Int32)} AS id, {p2:Array(Nullable(String))} AS origin
-- p1 array(integer32) = []
-- p2 array(text?) = []
