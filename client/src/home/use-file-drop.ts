import { useEffect, useRef, useState } from 'preact/hooks'

/** Files dragged onto the page: true while they hover over it, `onDrop` when they are let go. */
export function useFileDrop(onDrop: (files: readonly File[]) => void): boolean {
  const [hovering, setHovering] = useState(false)
  const handler = useRef(onDrop)
  handler.current = onDrop
  useEffect(() => {
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false
    const over = (event: DragEvent): void => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setHovering(true)
    }
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setHovering(false)
    }
    const drop = (event: DragEvent): void => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setHovering(false)
      handler.current([...(event.dataTransfer?.files ?? [])])
    }
    addEventListener('dragover', over)
    addEventListener('dragleave', leave)
    addEventListener('drop', drop)
    return () => {
      removeEventListener('dragover', over)
      removeEventListener('dragleave', leave)
      removeEventListener('drop', drop)
    }
  }, [])
  return hovering
}
