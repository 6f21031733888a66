// A backend without Rust, for tests and for `npm run dev` in a browser. It behaves plausibly, and is no measure of truth:
// what Lambda says is the sandbox's business. It is switched by ?fake=a,b,c:
// start: no-keychain, no-sandbox, no-profiles-file, no-secret
// profiles: profiles, sso, mfa, approve, production, aws-files, many-profiles, long-name
// sessions: signed-in, expiring, renews, expired, locked, stays-locked, denies, refuses; the function `expired-token` ends one
// signing in: never-confirmed, no-browser, denied, code-ran-out, one-account, 60-accounts, many-accounts, no-accounts,
// slow-accounts, failing-accounts
// functions: functions, no-list, slow-list, kept-list, throttled-list, empty-list; test events: test-events, no-test-events
// files: keys-in-file, read-only-file, unreadable-keys
// collections: collection, collection-problems, many-requests, lost-collection, recent-collections, secrets-entered, no-trash,
// session
// full logs: log-slow, log-late, log-open, log-none, log-denied, log-demand; sharing: no-hiding
// history: history, past-runs (of the sandbox's echo), much-history, no-history, full-disk; slow-compare, slow-same, no-same
// responses: slow-find, no-save-dialog, unwritable, no-editor
// Its calls are by rooms, each on top of the one before: fake/state, access, collection, invocation, share and result calls.

import type { Backend } from "./backend";
import { ResultCalls } from "./fake/resultCalls";

export class FakeBackend extends ResultCalls implements Backend {}
