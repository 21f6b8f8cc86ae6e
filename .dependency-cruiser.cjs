/**
 * The directions that imports may take. docs/architecture.md says why; test/architecture shows that each rule catches
 * what it forbids. Specs stand beside their sources and are judged by the rules for tests alone.
 */
const spec = '\\.spec\\.ts$';
const core = '^src/[^/]+/(domain|application|ports)/';
const notTypes = ['type-only'];
const fromNpm = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown'];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'kernel-is-a-leaf',
      comment: 'The kernel is words that everyone may use; it knows nobody.',
      severity: 'error',
      from: { path: '^src/kernel/', pathNot: spec },
      to: { path: '^(src|test|migrations)/', pathNot: '^src/kernel/' },
    },
    {
      name: 'kernel-needs-no-packages',
      comment: 'The only thing of a framework that the core sees is @UseCase().',
      severity: 'error',
      from: { path: '^src/kernel/', pathNot: [spec, '^src/kernel/use-case\\.ts$'] },
      to: { dependencyTypes: [...fromNpm, 'core'], dependencyTypesNot: notTypes },
    },
    {
      name: 'runtime-knows-no-business',
      comment: 'Plumbing serves every module and names none.',
      severity: 'error',
      from: { path: '^src/runtime/', pathNot: spec },
      to: { path: '^src/', pathNot: '^src/(runtime|kernel)/' },
    },
    {
      name: 'core-needs-no-packages',
      comment: 'Domain, application and ports are plain TypeScript: time, randomness, crypto and sockets come in by ports.',
      severity: 'error',
      from: { path: core, pathNot: spec },
      to: { dependencyTypes: [...fromNpm, 'core'], dependencyTypesNot: notTypes },
    },
    {
      name: 'core-knows-no-adapters',
      comment: 'Adapters point inwards, never the other way round.',
      severity: 'error',
      from: { path: core, pathNot: spec },
      to: { path: ['^src/[^/]+/adapters/', '^src/runtime/', '^src/[^/]+\\.ts$', '^migrations/', '\\.module\\.ts$'] },
    },
    {
      name: 'domain-knows-only-itself-and-the-kernel',
      severity: 'error',
      from: { path: '^src/([^/]+)/domain/', pathNot: spec },
      to: { path: '^(src|test|migrations)/', pathNot: ['^src/$1/domain/', '^src/kernel/'] },
    },
    {
      name: 'ports-know-no-use-cases',
      comment: 'A port speaks in the words of the domain; whoever implements it must not drag the application in.',
      severity: 'error',
      from: { path: '^src/([^/]+)/ports/', pathNot: spec },
      to: { path: '^src/[^/]+/application/' },
    },
    {
      name: 'modules-meet-at-ports',
      comment: 'Of another module only its ports are known; the wiring (*.module.ts) names other modules to import them.',
      severity: 'error',
      from: { path: '^src/((?!kernel/|runtime/)[^/]+)/', pathNot: [spec, '\\.module\\.ts$'] },
      to: { path: '^src/[^/]+/', pathNot: ['^src/$1/', '^src/[^/]+/ports/', '^src/(kernel|runtime)/'] },
    },
    {
      name: 'wiring-names-modules-and-ports',
      comment: "A module file takes from another module its ports and its module file, nothing of its inside.",
      severity: 'error',
      from: { path: '^src/((?!kernel/|runtime/)[^/]+)/[^/]+\\.module\\.ts$' },
      to: { path: '^src/[^/]+/', pathNot: ['^src/$1/', '^src/[^/]+/ports/', '^src/[^/]+/[^/]+\\.module\\.ts$', '^src/(kernel|runtime)/'] },
    },
    {
      name: 'repositories-stay-at-home',
      comment: "A module's tables are its own; others ask it through another port.",
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: spec },
      to: { path: '^src/[^/]+/ports/[^/]*repository\\.ts$', pathNot: '^src/$1/' },
    },
    {
      name: 'adapters-do-not-know-each-other',
      severity: 'error',
      from: { path: '^src/([^/]+)/adapters/([^/]+)/', pathNot: spec },
      to: { path: '^src/[^/]+/adapters/', pathNot: '^src/$1/adapters/$2/' },
    },
    {
      name: 'protocol-knows-no-platform',
      comment: 'The protocol kit is driven by options, never by who uses it.',
      severity: 'error',
      from: { path: '^src/oauth-providers/protocol/', pathNot: spec },
      to: { path: ['^src/oauth-providers/(platforms|networks|adapters)/', '^src/runtime/'] },
    },
    {
      name: 'a-platform-imports-only-ports-protocol-kernel-networks-and-itself',
      severity: 'error',
      from: { path: '^src/oauth-providers/platforms/([^/]+)/', pathNot: spec },
      to: {
        path: '^(src|test|migrations)/',
        pathNot: ['^src/oauth-providers/(ports|protocol|networks)/', '^src/kernel/', '^src/oauth-providers/platforms/$1/'],
      },
    },
    {
      name: 'a-network-imports-only-ports-protocol-kernel-and-itself',
      comment: 'What the platforms of one network share knows neither of them nor another network.',
      severity: 'error',
      from: { path: '^src/oauth-providers/networks/([^/]+)/', pathNot: spec },
      to: {
        path: '^(src|test|migrations)/',
        pathNot: ['^src/oauth-providers/(ports|protocol)/', '^src/kernel/', '^src/oauth-providers/networks/$1/'],
      },
    },
    {
      name: 'only-platforms-import-a-network',
      severity: 'error',
      from: { path: '^src/', pathNot: [spec, '^src/oauth-providers/(platforms|networks)/[^/]+/'] },
      to: { path: '^src/oauth-providers/networks/' },
    },
    {
      name: 'only-the-registry-imports-a-platform',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: [spec, '^src/oauth-providers/platforms/registry\\.ts$', '^src/oauth-providers/platforms/([^/]+)/'],
      },
      to: { path: '^src/oauth-providers/platforms/[^/]+/' },
    },
    {
      name: 'src-never-imports-test',
      severity: 'error',
      from: { path: '^(src|migrations)/', pathNot: spec },
      to: { path: '^test/' },
    },
    {
      name: 'sandbox-shares-only-types-with-src',
      comment: 'A constant or a schema in common would let the service and its twin agree on a mistake.',
      severity: 'error',
      from: { path: '^test/sandbox/', pathNot: spec },
      to: { path: '^(src|migrations)/', dependencyTypesNot: notTypes },
    },
    {
      name: 'sandbox-shares-only-ids-with-src',
      comment: 'Of the types only the list of ids: a shape in common is a mistake in common.',
      severity: 'error',
      from: { path: '^test/sandbox/', pathNot: spec },
      to: { path: '^(src|migrations)/', pathNot: '^src/(kernel/ids|oauth-providers/platforms/registry)\\.ts$' },
    },
    {
      name: 'sandbox-stands-alone',
      comment: 'It is built and started without the rest of the tests.',
      severity: 'error',
      from: { path: '^test/sandbox/', pathNot: spec },
      to: { path: '^test/', pathNot: '^test/sandbox/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'A file that nobody imports and that imports nobody is left over.',
      severity: 'error',
      from: { orphan: true, pathNot: [spec, '\\.d\\.ts$', '\\.mjs$'] },
      to: {},
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-development-packages-in-the-service',
      comment: 'The image holds no development packages.',
      severity: 'error',
      from: { path: '^(src|migrations)/', pathNot: spec },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only', 'npm'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|test/peers)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
