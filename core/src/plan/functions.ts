/** Scalar functions. Their exact meaning is defined here and nowhere else; dialects spell or refuse them. */
export type FunctionName = 'and' | 'or' | 'not'
/** Aggregate functions. */
export type AggregateName = 'count'
