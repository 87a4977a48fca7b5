import { dropNoOps } from './drop_no_ops.ts'
import { foldConstants } from './fold_constants.ts'
import { liftProject } from './lift_project.ts'
import { mergeFilters } from './merge_filters.ts'
import { mergeProjectIntoAggregate } from './merge_project_into_aggregate.ts'
import { mergeProjects } from './merge_projects.ts'
import { mergeSorts } from './merge_sorts.ts'
import { mergeTopOverSort } from './merge_top_over_sort.ts'
import { mergeTops } from './merge_tops.ts'
import { pushFilterDown } from './push_filter_down.ts'
import type { Rule } from './rule.ts'

/** Every local rule, in the order in which they are tried on a relation. */
export const RULES: readonly Rule[] = [
  foldConstants,
  dropNoOps,
  mergeFilters,
  pushFilterDown,
  mergeSorts,
  mergeTopOverSort,
  mergeTops,
  liftProject,
  mergeProjects,
  mergeProjectIntoAggregate,
]
