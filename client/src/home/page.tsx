import { Logo } from '../shell/logo.tsx'

/** The start page. */
export function HomePage() {
  return (
    <main>
      <Logo />
    </main>
  )
}
