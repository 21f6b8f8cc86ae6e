import type { SandboxClock } from '../core/clock.js';
import type { Consents } from '../core/consents.js';
import type { Answer, SandboxRequest } from '../core/http.js';
import type { PersonaName } from '../core/personas.js';
import type { Tallies } from '../core/tallies.js';
import type { Apps } from '../oauth/apps.js';
import type { Codes } from '../oauth/codes.js';
import type { Grants } from '../oauth/grants.js';
import type { OAuthRules } from '../oauth/rules.js';

/** What a twin plays on: who it is in this sandbox, and the sandbox's state. Twins themselves keep none. */
export interface Stage {
  readonly platform: string;
  readonly twin: Twin;
  /** The host that was called, where every host has an OAuth server of its own; `null` where the platform has one server. */
  readonly server: string | null;
  readonly clock: SandboxClock;
  readonly apps: Apps;
  readonly codes: Codes;
  readonly grants: Grants;
  readonly consents: Consents;
  readonly tallies: Tallies;
}

/** One endpoint of a platform. */
export interface Route {
  readonly methods: readonly ('GET' | 'POST' | 'PUT' | 'DELETE')[];
  readonly host: string;
  /** The whole path, or its beginning when it ends in `*`. */
  readonly path: string;
  /** The leg of the protocol, for the journal. */
  readonly step: string | ((request: SandboxRequest) => string);
  answer(request: SandboxRequest, stage: Stage): Answer;
}

/** One platform, played by its documents: data, and a few functions over the shared OAuth server. */
export interface Twin {
  readonly label: string;
  /** Its one OAuth server, where developers register apps by hand; `null` where it has none, or one on every host. */
  readonly oauth: OAuthRules | null;
  /** The OAuth servers of a platform of many, by host: each has apps and people of its own, and apps register themselves. */
  readonly servers?: Readonly<Record<string, OAuthRules>>;
  readonly routes: readonly Route[];
  /** Documented answers that a test can script by name instead of spelling out their bodies. */
  readonly namedAnswers: Readonly<Record<string, Answer>>;
  /** The platform's id of a persona (on this host, where a platform has many): always the same, and another one on every platform. */
  subjectOf(persona: PersonaName, host: string): string;
}

export type Twins = Readonly<Record<string, Twin>>;
