/**
 * A value inside a plan, read together with its type; NULL is null.
 * boolean → boolean; integer → bigint; float → number; decimal → bigint, the unscaled number at the type's scale;
 * text, uuid (lower case) and opaque → string; date → bigint, days since 1970-01-01;
 * datetime → bigint, nanoseconds since 1970-01-01T00:00:00Z; array → array of values.
 */
export type Value = null | boolean | bigint | number | string | readonly Value[]
