import type { ErrorCode } from '../../../kernel/error-code.js';
import { problemTable } from '../problem-table.js';
import { problemGuide } from './problem-guide.js';

const style = `
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f24; background: #fff }
  section { border-top: 1px solid #d8dee4; padding: .5rem 0 1rem } section:target { background: #fff8c5 }
  h2 { font-size: 1.1rem } code { background: #f0f2f4; padding: .1rem .3rem; border-radius: 4px }
  @media (prefers-color-scheme: dark) { body { color: #e6edf3; background: #0d1117 } code { background: #21262d } section:target { background: #3a2f00 } }`;

/** The same as `docs/errors.md`. */
export function errorsMarkdown(): string {
  const codes = Object.keys(problemTable) as ErrorCode[];
  return `# Errors

Every error is \`application/problem+json\` (RFC 9457): \`type\`, \`title\`, \`status\`, \`detail\`, \`instance\`, \`code\`, \`requestId\`.
Branch on \`code\`; it is never renamed. \`type\` leads to the same explanations at \`/docs/errors\` of the service.
This file is written by \`npm run openapi\` from the table that the service answers with; do not edit it.

| code | status | meaning | what to do |
| --- | --- | --- | --- |
${codes.map(row).join('\n')}
`;
}

function row(code: ErrorCode): string {
  const { meaning, remedy } = problemGuide[code];
  return `| <a id="${code}"></a>\`${code}\` | ${String(problemTable[code].status)} | ${meaning} | ${remedy} |`;
}

/** Every problem code, explained for the people who meet one: where the `type` of a problem leads. */
export function errorsPage(): string {
  const codes = Object.keys(problemTable) as ErrorCode[];
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Errors</title><link rel="icon" href="data:,"><style>${style}</style></head>
<body>
<h1>Errors</h1>
<p>Every error is <code>application/problem+json</code> (RFC 9457). Branch on <code>code</code>; it is never renamed.</p>
${codes.map(section).join('\n')}
</body>
</html>
`;
}

function section(code: ErrorCode): string {
  const { status, title } = problemTable[code];
  const { meaning, remedy } = problemGuide[code];
  return `<section id="${code}"><h2><code>${code}</code> · ${String(status)} ${escaped(title)}</h2>
<p>${marked(meaning)}</p><p><strong>What to do:</strong> ${marked(remedy)}</p></section>`;
}

function marked(text: string): string {
  return escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
