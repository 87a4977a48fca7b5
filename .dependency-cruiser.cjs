// Import direction: packages point one way, and so do the folders of core (docs/ARCHITECTURE.md).
/** @param {string} name @param {string} from @param {string[]} allowed folders of core it may import besides itself */
const coreFolder = (name, allowed) => ({
  name: `core-${name}`,
  comment: `core/${name} may import only: ${allowed.join(', ') || 'nothing'}`,
  severity: 'error',
  from: { path: `^core/src/${name}/`, pathNot: '\\.test\\.ts$' },
  to: { path: '^core/src/', pathNot: `^core/src/(${[name, ...allowed].join('|')})/` },
})

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^virtual:' } },
    {
      name: 'core-is-pure',
      comment: 'core has no I/O: no node built-ins outside its tests',
      severity: 'error',
      from: { path: '^core/src/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'yjs-only-in-document',
      severity: 'error',
      from: { path: '^core/src/', pathNot: '^core/src/document/' },
      to: { path: 'node_modules/(yjs|lib0)/', pathNot: 'lib0/(encoding|decoding)' },
    },
    { name: 'server-not-client', severity: 'error', from: { path: '^server/' }, to: { path: '^(client|e2e|bench)/' } },
    { name: 'client-not-server', severity: 'error', from: { path: '^client/' }, to: { path: '^(server|e2e|bench)/' } },
    { name: 'core-not-up', severity: 'error', from: { path: '^core/' }, to: { path: '^(server|client|e2e|bench)/' } },
    { name: 'e2e-contracts-only', severity: 'error', from: { path: '^e2e/' }, to: { path: '^(server|client)/src/' } },
    coreFolder('schema', []),
    coreFolder('graph', ['schema']),
    coreFolder('plan', ['schema']),
    coreFolder('sql', ['schema', 'plan']),
    coreFolder('nodes', ['schema', 'plan', 'graph']),
    coreFolder('propagate', ['schema', 'plan', 'graph', 'nodes']),
    coreFolder('lower', ['schema', 'plan', 'graph', 'nodes', 'propagate']),
    coreFolder('document', ['schema', 'graph', 'nodes']),
    coreFolder('protocol', ['schema', 'graph', 'nodes']),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|test-results)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
}
