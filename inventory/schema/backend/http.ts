import { z } from 'zod';
import { text, notEmpty, TextRule } from '../text';
import { flagSetting, numberSetting, typeSetting, urlSetting, wordSetting } from './settings';

const method = /^[A-Z]{3,20}$/;
const methodRules: readonly TextRule[] = [
  notEmpty,
  {
    fails: (text) => !method.test(text),
    what: 'is not an HTTP method',
    fix: (text) => `write ${method.test(text.toUpperCase()) ? text.toUpperCase() : 'e.g. POST'}`,
  },
];
const methodSetting = (description: string): z.ZodString =>
  text({ description, rules: methodRules, pattern: method });
const urlOf = (description: string): z.ZodString =>
  urlSetting(description, 'https://state.example.org/physics', 'TF_HTTP_USERNAME and TF_HTTP_PASSWORD');

export const httpBackend = z.strictObject({
  type: typeSetting('http', 'A web server that keeps states, such as GitLab.'),
  address: urlOf('URL of the state.'),
  updateMethod: methodSetting('HTTP method that writes the state. Default: POST.').optional(),
  lockAddress: urlOf(
    "URL of the lock, usually the same as address. Required: without a lock two admins overwrite each other's state.",
  ).optional(),
  lockMethod: methodSetting('HTTP method that takes the lock. Default: LOCK.').optional(),
  unlockAddress: urlOf('URL that frees the lock. Default: lockAddress.').optional(),
  unlockMethod: methodSetting('HTTP method that frees the lock. Default: UNLOCK.').optional(),
  username: wordSetting('User for basic authentication; the password is TF_HTTP_PASSWORD.').optional(),
  skipCertVerification: flagSetting('Whether to accept any certificate of the server.').optional(),
  retryMax: numberSetting('How often a request is tried again. Default: 2.', 0, 100).optional(),
  retryWaitMin: numberSetting('Shortest wait before that, in seconds. Default: 1.', 0, 3600).optional(),
  retryWaitMax: numberSetting('Longest wait before that, in seconds. Default: 30.', 0, 3600).optional(),
});
