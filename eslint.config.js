import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const root = dirname(fileURLToPath(import.meta.url));
const platformsFolder = 'src/oauth-providers/platforms';

/** The platforms are the folders: a new one is watched from its first day. */
function platformNames() {
  const folder = join(root, platformsFolder);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

/** Behaviour is chosen by what a platform declares, never by its name. */
const noPlatformBranch = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { branch: "'{{name}}' decides something here. Let the platform declare it (a field or a function in its folder)." },
  },
  create(context) {
    const file = context.filename.replaceAll('\\', '/');
    const names = new Set(platformNames().filter((name) => !file.includes(`/${platformsFolder}/${name}/`)));
    const nameOf = (node) => {
      if (node?.type === 'Literal') return node.value;
      return node?.type === 'TemplateLiteral' && node.expressions.length === 0 ? node.quasis[0].value.cooked : undefined;
    };
    const judge = (node) => {
      const name = nameOf(node);
      if (typeof name === 'string' && names.has(name)) context.report({ node, messageId: 'branch', data: { name } });
    };
    return {
      SwitchCase: ({ test }) => judge(test),
      BinaryExpression({ operator, left, right }) {
        if (/^[!=]==?$/.test(operator)) [left, right].forEach(judge);
      },
      // ['x', 'threads'].includes(platform)
      'CallExpression[callee.property.name=/^(includes|indexOf)$/][callee.object.type="ArrayExpression"]'({ callee }) {
        callee.object.elements.forEach(judge);
      },
    };
  },
};

const exportStyle = [
  { selector: 'ExportAllDeclaration', message: 'Name what you export: no barrels.' },
  { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
  { selector: 'ExportSpecifier[exported.name="default"]', message: 'Export by name.' },
];

const timeAndChance = [
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'Time comes from the Clock.' },
  { selector: 'CallExpression[callee.object.name="Date"][callee.property.name="now"]', message: 'Time comes from the Clock.' },
  { selector: 'CallExpression[callee.object.name="Math"][callee.property.name="random"]', message: 'Chance comes from the Random port.' },
  { selector: 'CallExpression[callee.name=/^set(Timeout|Interval|Immediate)$/]', message: 'Waiting is the Timer port.' },
];

const environmentMessage = 'The environment is read once, in src/runtime/config.';
const fetchMessage = 'Outgoing calls go through the OutboundHttp port: it has timeouts, size caps and the guard against private addresses.';
const globals = ['process', 'console', 'URL', 'URLSearchParams', 'Buffer', 'fetch', 'AbortSignal', 'AbortController', 'performance'];

export default defineConfig(
  { ignores: ['dist/', 'node_modules/', '.data/', 'coverage/', 'test/peers/*/'] },
  // A rule that does not hold somewhere is changed here, where everybody sees it.
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{js,mjs,cjs}'],
    extends: [js.configs.recommended],
    languageOptions: { globals: Object.fromEntries([...globals, 'module', 'require', 'setTimeout', 'clearTimeout'].map((name) => [name, 'readonly'])) },
  },
  {
    files: ['**/*.ts'],
    extends: [js.configs.recommended, tseslint.configs.recommendedTypeChecked],
    plugins: { house: { rules: { 'no-platform-branch': noPlatformBranch } } },
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: root, emitDecoratorMetadata: true, experimentalDecorators: true },
    },
    rules: {
      'no-restricted-syntax': ['error', ...exportStyle],
      '@typescript-eslint/no-unused-vars': ['error', { args: 'after-used', varsIgnorePattern: '^_', argsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': 'allow-with-description', 'ts-ignore': true, 'ts-nocheck': true }],
      '@typescript-eslint/require-await': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'house/no-platform-branch': 'error',
      'no-console': 'error',
      'no-restricted-globals': ['error', { name: 'fetch', message: fetchMessage }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: environmentMessage },
        { object: 'globalThis', property: 'fetch', message: fetchMessage },
        { object: 'global', property: 'fetch', message: fetchMessage },
      ],
      'no-restricted-imports': [
        'error',
        { paths: ['node:process', 'process'].map((name) => ({ name, importNames: ['env', 'default'], message: environmentMessage })) },
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/runtime/**', '**/*.spec.ts'],
    rules: { 'no-restricted-syntax': ['error', ...exportStyle, ...timeAndChance] },
  },
  {
    files: ['src/runtime/http/**/*.ts'],
    rules: {
      'no-restricted-globals': 'off',
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: environmentMessage }],
    },
  },
  {
    files: ['src/runtime/config/**/*.ts'],
    rules: { 'no-restricted-properties': 'off', 'no-restricted-imports': 'off' },
  },
  {
    files: ['**/*.spec.ts', 'test/**/*.ts'],
    rules: {
      'no-restricted-globals': 'off',
      'no-restricted-properties': 'off',
      'house/no-platform-branch': 'off',
      // Bodies of answers and causes of errors are looked at as they come.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
