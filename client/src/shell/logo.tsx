/** The mark of FlowForge: an F made of a flow and two nodes. */
export function Logo() {
  return (
    <svg
      class="logo"
      width="20"
      height="20"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      aria-hidden="true"
    >
      <path d="M5 17V8a4 4 0 0 1 4-4h3" />
      <path d="M5 11.5h4.5" />
      <circle cx="15" cy="4" r="2" fill="currentColor" stroke="none" />
      <circle cx="12.5" cy="11.5" r="2" fill="var(--accent)" stroke="none" />
    </svg>
  )
}
