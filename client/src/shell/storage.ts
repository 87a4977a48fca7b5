/** Small remembered choices (theme, panel sizes), per browser. A closed or full storage loses only the memory of them. */
const PREFIX = 'flowforge:'

export function recall(key: string): unknown {
  try {
    const text = localStorage.getItem(PREFIX + key)
    return text === null ? undefined : (JSON.parse(text) as unknown)
  } catch {
    return undefined
  }
}

export function remember(key: string, value: string | number | boolean | null | readonly string[]): void {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value))
  } catch {
    // Private windows and full disks: the choice holds until the tab closes.
  }
}
