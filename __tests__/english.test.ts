import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');

/** Words that read as translated, and what a native speaker writes. */
const banned: readonly (readonly [RegExp, string])[] = [
  [/\bcur(?:e|es|ed|ing)\b/i, 'fix the cause'],
  [/\bsees? that\s+[^\s,]/i, 'make sure X responds'],
  [/\b(?:see|sees|saw|seeing) to it\b/i, 'make sure'],
  [/\bapplied (?:none|there|otherwise|good|present|that of)\b/i, 'expected none, present, valid'],
  [/\bgood ones?\b/i, 'valid'],
  [/\bbeliev(?:e|es|ed|ing) to be\b/i, 'still acts as'],
  [/\bgo(?:es)? on on\b/i, 'continues on'],
  [
    /\b(?:work|run|step|log|pods|containers|deploy|process|program|host) (?:go|goes|went) on\b(?! (?:the|a|one|its)\b)/i,
    'continues',
  ],
  [/\b(?:is|are|was|were) begun\b/i, 'was started'],
  [/\bno words for\b/i, 'unexpected error'],
  [/\bgive (?:this|your|the) (?:computer|machine|host) (?:a way|access)\b/i, 'allow access to'],
  [/\bany ?more\b/i, 'no longer'],
  [/\bat work\b/i, 'running, working'],
  [/\bwanted to be\b/i, 'expected'],
  [/\b(?:does|did|do) not answer\b/i, 'does not respond'],
  [
    /\b(?:not|nobody|were|was|hosts) looked at\b|\bnobody look(?:s|ed)\b|\blook(?:s|ing)? at (?:all|\d+) hosts\b/i,
    'checked',
  ],
  [/\bfor ever\b/i, 'forever'],
  [/\bsigns? of life\b/i, 'heartbeat'],
];

/** Names that terms of the field have replaced; `outcome` lives on only as a key of `nuclab status --json`, which is public. */
const replaced: readonly (readonly [RegExp, string])[] = [
  [/\bHappenings?\b/, 'StepAction'],
  [/\bSaid\b(?=[ ,;<>(){}[\]|.])(?!\s+[a-z])/, 'KeyedLines'],
  [/\bStandings?\b(?!\s+[a-z])/, 'CurrentRole'],
  [/\bclass Places\b|: Places\b|\bnew Places\b/, 'SourcePositions'],
  [/keeper/i, 'lock daemon'],
  [/\bwireReader\b|\bWire[A-Z]\w*/, 'host protocol'],
  [/\bobservedSteps?\b|\bbenchObserving\b|\bprobeHosts?\b/, 'facts, check'],
  [/(?<!readonly )\boutcome: boolean\b/, 'inherited'],
];

/** Not our words: lists that package managers write. This file has to name what it bans. */
const foreign = /(?:^|\/)package-lock\.json$|^virtual-lab\/mirror\/modules\/|^__tests__\/english\.test\.ts$/;

const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((name) => name !== '' && !foreign.test(name));

/** On one line, so that a phrase is found across a line break, also within a comment. */
function textOf(name: string): string {
  const text = readFileSync(join(root, name), 'utf8');
  return text.includes('\0') ? '' : `${name} ${text.replace(/\s*\n\s*(?:\*|\/\/|#|>)?\s*/g, ' ')}`;
}

test('nothing reads as translated, and no name is back that was replaced', () => {
  const found = files.flatMap((name) => {
    const text = textOf(name);
    return [...banned, ...replaced].flatMap(([pattern, instead]) => {
      const all = text.matchAll(new RegExp(pattern.source, `${pattern.flags}g`));
      return [...all].map(({ index }) => {
        const around = text.slice(Math.max(0, index - 30), index + 40);
        return `${name}: "…${around}…", better: ${instead}`;
      });
    });
  });
  expect(found).toEqual([]);
});
