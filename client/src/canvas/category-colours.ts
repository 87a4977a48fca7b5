import type { NodeCategory } from '@flowforge/core/nodes'

const CATEGORIES: readonly NodeCategory[] = ['input', 'transform', 'combine', 'aggregate', 'output']

export type CategoryColours = Readonly<Record<NodeCategory | 'accent' | 'negative' | 'edge' | 'ground', string>>

/** The tokens as a canvas context understands them, in the theme that `element` stands in. */
export function categoryColours(element: Element): CategoryColours {
  const probe = document.createElement('span')
  element.append(probe)
  const read = (token: string): string => {
    probe.style.color = `var(${token})`
    return getComputedStyle(probe).color
  }
  const entries = CATEGORIES.map((category) => [category, read(`--cat-${category}`)] as const)
  const colours = {
    ...(Object.fromEntries(entries) as Record<NodeCategory, string>),
    accent: read('--accent'),
    negative: read('--negative'),
    edge: read('--edge'),
    ground: read('--text-3'),
  }
  probe.remove()
  return colours
}

/** Calls back now and whenever the theme changes; returns the way to stop. */
export function onThemeChange(callback: () => void): () => void {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const watch = new MutationObserver(callback)
  dark.addEventListener('change', callback)
  watch.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  callback()
  return () => {
    dark.removeEventListener('change', callback)
    watch.disconnect()
  }
}
