import type { UserPrincipal } from '../../access/principal.ts'
import type { HttpDependencies } from '../dependencies.ts'
import type { Endpoints } from '../endpoint.ts'
import { aboutEndpoints } from './about.ts'
import { catalogEndpoints } from './catalog.ts'
import { runEndpoints } from './runs.ts'
import { sessionEndpoints } from './session.ts'
import { workflowEndpoints } from './workflows.ts'

type Needed = Pick<HttpDependencies, 'sessions' | 'documents' | 'queries' | 'catalog'>

/** The server's side of every route. */
export function createEndpoints(dependencies: Needed, onUserChange: (user: UserPrincipal) => void): Endpoints {
  return {
    ...sessionEndpoints(dependencies.sessions, onUserChange),
    ...workflowEndpoints(dependencies.documents),
    ...runEndpoints(dependencies.documents, dependencies.queries),
    ...catalogEndpoints(dependencies.catalog),
    ...aboutEndpoints(),
  }
}
