export { type ChosenColumn, type ColumnChoice, chosenColumns, columnItemId } from './column-choice.ts'
export * from './define.ts'
export {
  type FilterCondition,
  type FilterConfig,
  type FilterGroup,
  filterConfigSchema,
  ROOT_GROUP,
} from './filter/config.ts'
export {
  type FilterOperator,
  findOperator,
  type OperatorId,
  operatorsFor,
  RELATIVE_UNITS,
  type RelativeUnit,
  type ValueEditor,
} from './filter/operators.ts'
export { type PreparedFilter, prepareFilter } from './filter/prepare.ts'
export { conditionInWords } from './filter/words.ts'
export { describeType, nearestName } from './problems.ts'
export * from './registry.ts'
export { columnReader, firstRows } from './rows.ts'
