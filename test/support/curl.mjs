#!/usr/bin/env node
// As much of curl as the documentation uses, for machines that have none: the suite that runs the documentation's commands
// needs nothing but Node.js. Where curl is installed, that suite runs with both.
import { writeFileSync } from 'node:fs';

const valued = new Set(['-X', '-H', '-d', '-b', '-o', '-w', '-D']);
const flags = new Set(['-s', '-S', '-L', '-i', '--fail']);

const options = { headers: {} };
const words = process.argv.slice(2).flatMap((word) => (/^-[sSLi]{2,}$/.test(word) ? [...word.slice(1)].map((letter) => `-${letter}`) : [word]));
while (words.length > 0) {
  const word = words.shift();
  if (valued.has(word)) take(word, words.shift());
  else if (flags.has(word)) options[word] = true;
  else if (word.startsWith('-')) fail(2, `this stand-in for curl does not know ${word}`);
  else options.url = word;
}

const jar = new Map();
const { response, url } = await visit(options.url, options['-X'] ?? (options['-d'] === undefined ? 'GET' : 'POST'), options['-d']);
if (options['--fail'] && response.status >= 400) fail(22, `${url} answered ${response.status}: ${await response.text()}`);
const head = `HTTP/1.1 ${response.status}\r\n${[...response.headers].map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
const body = await response.text();
if (options['-D'] === '-' || options['-i']) process.stdout.write(head);
if (options['-o'] === undefined) process.stdout.write(body);
else writeFileSync(options['-o'], body);
if (options['-w'] !== undefined) process.stdout.write(options['-w'].replace('%{url_effective}', url));

function take(option, value) {
  if (option !== '-H') {
    options[option] = value;
    return;
  }
  const at = value.indexOf(':');
  options.headers[value.slice(0, at).trim()] = value.slice(at + 1).trim();
}

/** Follows redirects when told to, with cookies when told to keep them. */
async function visit(url, method, data, hops = 0) {
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const headers = { ...options.headers, ...(cookie === '' || options['-b'] === undefined ? {} : { cookie }) };
  const response = await fetch(url, { method, headers, body: data, redirect: 'manual' });
  for (const line of response.headers.getSetCookie()) {
    const [name, ...value] = line.split(';')[0].split('=');
    jar.set(name.trim(), value.join('='));
  }
  const location = response.headers.get('location');
  if (!options['-L'] || location === null) return { response, url };
  if (hops > 20) fail(47, 'too many redirects');
  return visit(new URL(location, url).href, 'GET', undefined, hops + 1);
}

function fail(code, message) {
  process.stderr.write(`curl: ${message}\n`);
  process.exit(code);
}
