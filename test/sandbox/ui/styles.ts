import { Markup } from './markup.js';

/** One style sheet for every page; no fonts, scripts or images from elsewhere. */
export const styles = new Markup(`<style>
:root { color-scheme: light dark; --ground: #f5f6f9; --card: #fff; --ink: #171b26; --soft: #596174; --line: #e1e4ec; --accent: #2f5bea;
  --accent-ink: #fff; --tint: #edf1ff; --good: #0b6b43; --good-tint: #def3e8; --bad: #a61b34; --bad-tint: #fde7ea;
  --shadow: 0 1px 2px #171b260d, 0 8px 24px #171b260f; }
@media (prefers-color-scheme: dark) { :root { --ground: #10131a; --card: #191d27; --ink: #eceff6; --soft: #a2abbf; --line: #2c3242;
  --accent: #8aa5ff;
  --accent-ink: #0d1330; --tint: #202a4a; --good: #74d6a7; --good-tint: #14352a; --bad: #ff9aab; --bad-tint: #43202a; --shadow: none; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  overflow-wrap: break-word; }
.bar { display: flex; align-items: center; justify-content: space-between; gap: 12px; padding: 14px 20px; margin: 0 auto; }
.narrow .bar, .narrow main { max-width: 560px; } .wide .bar, .wide main { max-width: 1040px; }
main { margin: 0 auto; padding: 4px 20px 56px; }
.home { font-weight: 700; color: var(--ink); text-decoration: none; letter-spacing: -.01em; }
.tag { font-size: 13px; color: var(--soft); text-align: right; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 16px; box-shadow: var(--shadow); padding: 24px;
  margin-bottom: 20px; }
h1 { font-size: 26px; line-height: 1.25; letter-spacing: -.02em; margin: 0 0 8px; } h2 { font-size: 18px; letter-spacing: -.01em;
  margin: 0 0 12px; }
p { margin: 0 0 12px; } .lead, .note { color: var(--soft); } .note { font-size: 14px; margin: 0; }
a { color: var(--accent); } code { font: 13.5px/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; background: var(--tint);
  border-radius: 6px; padding: 1px 6px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.scopes { list-style: none; margin: 0 0 20px; padding: 0; display: flex; flex-wrap: wrap; gap: 8px; }
.chip { display: inline-block; font-size: 13px; border-radius: 99px; padding: 2px 10px; background: var(--tint); }
.chip.good { background: var(--good-tint); color: var(--good); } .chip.bad { background: var(--bad-tint); color: var(--bad); }
fieldset { border: 0; margin: 0 0 8px; padding: 0; } legend { font-weight: 600; margin-bottom: 8px; padding: 0; }
.people { display: grid; gap: 8px; margin: 0; padding: 0; list-style: none; }
  .wide .people { grid-template-columns: repeat(auto-fill, minmax(290px, 1fr)); }
.person { position: relative; display: flex; gap: 12px; align-items: center; border: 1px solid var(--line); border-radius: 12px;
  padding: 10px 12px; }
label.person { cursor: pointer; } label.person:hover { border-color: var(--accent); }
.person:has(input:checked) { border-color: var(--accent); background: var(--tint); box-shadow: inset 0 0 0 1px var(--accent); }
.person:has(input:focus-visible) { outline: 3px solid var(--accent); outline-offset: 2px; }
.person input { position: absolute; opacity: 0; } .person svg { flex: none; } .person b { display: block; line-height: 1.3;
  font-weight: 600; }
.person .purpose { display: block; font-size: 14px; line-height: 1.4; color: var(--soft); }
button { font: inherit; font-weight: 600; border-radius: 10px; border: 1px solid transparent; padding: 11px 18px; cursor: pointer; }
.primary { background: var(--accent); color: var(--accent-ink); } .primary:hover { filter: brightness(1.08); }
.quiet { background: transparent; color: var(--ink); border-color: var(--line); } .quiet:hover { border-color: var(--soft); }
.danger { background: transparent; color: var(--bad); border-color: var(--line); } .danger:hover { border-color: var(--bad); }
.small { font-size: 14px; padding: 5px 11px; border-radius: 8px; }
.choice { position: sticky; bottom: 0; z-index: 1; display: grid; grid-template-columns: 1fr 1fr; gap: 10px; padding: 14px 0 2px;
  background: linear-gradient(transparent, var(--card) 12px); }
.inline { display: inline-block; margin: 0; } .row { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
.links { display: grid; grid-template-columns: repeat(auto-fit, minmax(220px, 1fr)); gap: 12px; margin-bottom: 20px; }
.links a { display: block; background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 14px 16px;
  text-decoration: none; color: var(--ink); box-shadow: var(--shadow); }
.links a:hover { border-color: var(--accent); } .links b { display: block; } .links span { font-size: 14px; color: var(--soft); }
.scroll { overflow-x: auto; margin: 0 -24px -8px; padding: 0 24px 8px; } table { border-collapse: collapse; width: 100%;
  font-size: 14.5px; }
th { text-align: left; font-size: 13px; font-weight: 600; color: var(--soft); } th, td { padding: 8px 14px 8px 0;
  border-bottom: 1px solid var(--line); vertical-align: top; }
tr:last-child td { border-bottom: 0; } td .small { margin: -2px 0; white-space: nowrap; } td .row { flex-wrap: nowrap; }
  .nowrap { white-space: nowrap; }
.mail pre, .letter { white-space: pre-wrap; font: inherit; margin: 12px 0 0; padding-top: 12px; border-top: 1px solid var(--line); }
.empty { text-align: center; color: var(--soft); padding: 20px 0; margin: 0; }
@media (max-width: 480px) { .card { padding: 18px 16px; border-radius: 14px; } main { padding: 4px 12px 40px; }
  .bar { padding: 12px 16px; } h1 { font-size: 22px; } .scroll { margin: 0 -16px -8px; padding: 0 16px 8px; } }
</style>`);
