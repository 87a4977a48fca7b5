/** Settings a query may carry; the profile of a real server marks them `changeable_in_readonly`. */
export const QUERY_SETTINGS = ['max_result_rows', 'max_execution_time'] as const
