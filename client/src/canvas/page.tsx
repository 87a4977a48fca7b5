/** One workflow on its canvas. */
export function CanvasPage({ id }: { readonly id: string }) {
  return <main>{id}</main>
}
