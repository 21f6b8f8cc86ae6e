/** An app as a developer registers it at a platform. */
export interface App {
  readonly platform: string;
  /** The host that it registered at, where a platform has many servers. */
  readonly server: string | null;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUris: readonly string[];
  /** What it may ask for, where apps say so when they register. */
  readonly scopes?: readonly string[];
  /** What the platform approved the app for, such as `refresh_token`. */
  readonly features: readonly string[];
}

/** The apps of every platform; they outlive a reset. */
export class Apps {
  private apps: App[] = [];

  /** Registers an app, or adds redirect URIs and features to the one that has this client id. */
  register(app: App): App {
    const known = this.find(app.platform, app.clientId, app.server);
    const merged: App = {
      ...app,
      redirectUris: [...new Set([...(known?.redirectUris ?? []), ...app.redirectUris])],
      features: [...new Set([...(known?.features ?? []), ...app.features])],
    };
    this.apps = [...this.apps.filter((other) => other !== known), merged];
    return merged;
  }

  find(platform: string, clientId: string, server: string | null): App | null {
    return this.apps.find((app) => app.platform === platform && app.clientId === clientId && app.server === server) ?? null;
  }

  /** Forgets every app that registered at a host. Answers how many. */
  forget(server: string): number {
    const before = this.apps.length;
    this.apps = this.apps.filter((app) => app.server !== server);
    return before - this.apps.length;
  }

  list(platform?: string): readonly App[] {
    return this.apps.filter((app) => platform === undefined || app.platform === platform);
  }
}
