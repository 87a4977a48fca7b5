import type { Problem } from '@flowforge/core/schema'
import { Check, CircleAlert, TriangleAlert } from 'lucide-preact'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Icon } from '../ui/icon.tsx'
import { useEditor } from './editor-context.ts'
import { nameOfNode } from './node-name.ts'

/** All problems of the workflow; a press goes to the node and the field. */
export function PreviewProblems({ problems }: { readonly problems: readonly Problem[] }) {
  const editor = useEditor()
  if (problems.length === 0) {
    return (
      <EmptyState icon={Check} title="No problems">
        Every node knows its columns and can be run.
      </EmptyState>
    )
  }
  return (
    <ul class="problem-list">
      {problems.map((problem, index) => (
        <li key={`${problem.place.node}/${problem.place.field}/${index}`} data-severity={problem.severity}>
          <button type="button" class="problem-line" onClick={() => editor.goTo(problem)}>
            <Icon of={problem.severity === 'error' ? CircleAlert : TriangleAlert} size="small" />
            <span class="problem-node cut">{nameOfNode(editor, problem.place.node ?? '')}</span>
            <span class="problem-words">
              {problem.message} <span>{problem.hint}</span>
            </span>
          </button>
          {problem.fix !== undefined && editor.canEdit.value && (
            <Button size="small" variant="line" onClick={() => editor.applyFix(problem)}>
              {problem.fix.label}
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}
